using CsCheck;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class SafePathTests
{
    [Fact]
    public void A_path_is_its_parts_without_dots_or_it_is_refused() =>
        Gen.Char["ab./\\:\0"].Array[0, 8].Select(letters => new string(letters)).Sample(path =>
        {
            var slashed = path.Replace('\\', '/');
            var parts = slashed.Split('/').Where(part => part is not ("" or ".")).ToArray();
            var isRefused = path.Contains('\0') || slashed.StartsWith('/') || slashed is ['a' or 'b', ':', ..] || parts is [] || parts.Contains("..");

            SafePath.TryNormalise(path, out var reason).Should().Be(isRefused ? null : string.Join('/', parts));
            reason.Should().Be(isRefused ? reason : "").And.Match(text => isRefused == text.Length > 0);
        });
}
