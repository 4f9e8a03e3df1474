Console.WriteLine(string.Join(", ", Library.ShapeNames.All));
