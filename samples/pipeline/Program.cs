var model = Path.Combine(AppContext.BaseDirectory, "model", "model.onnx");
Console.WriteLine(File.Exists(model)
    ? $"The model has {new FileInfo(model).Length} bytes. Any ONNX runtime loads it."
    : "There is no model: this program was built and not published.");
