using System.Text;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Appearance;
using DatasetGuard.Core.Rules.Duplicates;

namespace DatasetGuard.Benchmarks.Fuzzing;

/// <summary>A sound configuration with every kind of key.</summary>
internal static class ConfigurationSeed
{
    public static IReadOnlyList<RuleDescriptor> Rules { get; } = [.. new AppearanceRule().Descriptors, .. new ShapeRule().Descriptors, .. new DuplicateRule().Descriptors];

    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes("""
        # A comment.
        dataset: { path: [data/train, "b"], format: auto, labels: labels.csv }
        depth: standard
        failOn: error
        jobs: 2
        seed: -1
        features:
          model: models/encoder.onnx
          layer: 'penultimate'
          mean: [0.5, 0.4, 3e-1]
          std: 0.25
        rules:
          DG1201: off
          DG1102: { level: warning, similarity: 0.95, distance: 3 }
        anchors: &a [1, 2]
        suppressions:
          - rule: DG1103
            paths: ["cat/00*.png", "**/x?.jpg"]
            reason: >-
              burst
              photos
            expires: 2027-01-01
        limits: { maxBytes: 1_000_000, maxPixels: 500000, maxSeconds: 20 }
        """);
}
