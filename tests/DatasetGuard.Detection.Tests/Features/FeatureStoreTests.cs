using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class FeatureStoreTests
{
    [Fact]
    public void Rows_are_ordered_by_class_and_leave_out_what_has_no_label()
    {
        var set = TestSet.Drawn(classes: 3, perClass: 5, width: 8, height: 8, channels: 1);
        using var loaded = LoadedSet.Of(new TestSet([.. set.Images, set.Images[0] with { Id = "unlabelled", Class = null! }]));

        var features = loaded.Extract();

        features.Rows.Should().Be(15);
        features.ClassStarts.Should().Equal(0, 5, 10, 15);
        features.Samples.Select(i => loaded.Dataset.ClassOf(loaded.Dataset.Samples[i])).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Windows_waves_traces_and_thumbnails_are_those_of_the_image_at_any_number_of_threads()
    {
        var set = TestSet.Drawn(classes: 3, perClass: 400, width: 12, height: 12);
        using var loaded = LoadedSet.Of(set, jobs: 3);
        var features = loaded.Extract();
        var extractor = new WindowExtractor(features.Layout);
        var windows = new sbyte[features.Layout.Offsets[^1]];
        var (wave, thumbnail) = (new sbyte[features.WaveLength], new short[WindowExtractor.ThumbnailLength]);
        var (tracing, traces) = (new ProcessingTraces(features.Layout.Geometry), new sbyte[features.TraceLength]);

        foreach (var row in (int[])[0, 1, 399, 400, 1023, 1024, 1199])
        {
            var views = loaded.Context.Views.Read(loaded.Dataset.Samples[features.Samples[row]]);
            extractor.Extract(views, windows, 1, 0, wave, thumbnail);
            tracing.Measure(views, traces);

            for (var i = 0; i < features.Layout.Windows.Count; i++)
            {
                var stored = new sbyte[features.Layout.Windows[i].Dimension];
                features.ReadWindow(i, row, stored);
                stored.Should().Equal(windows[features.Layout.Offsets[i]..features.Layout.Offsets[i + 1]]);
            }

            var storedWave = new sbyte[features.WaveLength];
            features.ReadWaves(row, storedWave);
            storedWave.Should().Equal(wave);
            var storedTraces = new sbyte[features.TraceLength];
            features.ReadTraces(row, storedTraces);
            storedTraces.Should().Equal(traces);
            features.Thumbnail(row).ToArray().Should().Equal(thumbnail);
        }
    }

    [Fact]
    public void Pieces_in_native_resolution_are_windows_of_their_own_pictures()
    {
        var corner = new PixelBuffer(100, 90, 1);
        for (var i = 0; i < 6; i++)
            corner.Data[((80 + i) * 100) + 90 + i] = 255;
        using var loaded = LoadedSet.Of(TestSet.Of(("a", corner), ("b", Drawings.Draw(0, 60, 50, 1, 1))));

        var features = loaded.Extract();

        for (var i = 0; i < features.Layout.Windows.Count; i++)
        {
            var window = features.Layout.Windows[i];
            var stored = new sbyte[window.Dimension];
            features.ReadWindow(i, 0, stored);
            if (window.Picture > 0)
                stored.Any(value => value != 0).Should().Be(window.Picture == 9, "the marks are in the last piece only, and this is one of piece {0}", window.Picture);
        }
    }
}
