namespace DatasetGuard.Core.Reports.Html;

/// <summary>Text that is markup of ours already and is written as it is.</summary>
internal readonly record struct Markup(string Text);
