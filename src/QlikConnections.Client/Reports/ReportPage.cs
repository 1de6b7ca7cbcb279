using System.Globalization;
using System.Net;
using System.Text;
using QlikConnections.Client.Files;

namespace QlikConnections.Client.Reports;

/// <summary>
/// Writes a report as one web page that needs nothing else: no network, no other file. The page forbids itself every request and every
/// script and style but its own, so that a name from a server cannot become one.
/// </summary>
internal static class ReportPage
{
    /// <summary>By this a report is recognized.</summary>
    public const string Mark = "<meta name=\"generator\" content=\"QlikConnections";

    private const int LabelWidth = 190;
    private const int BarWidth = 240;
    private const int ChartWidth = 500;
    private const int LineHeight = 24;
    private const int LabelLength = 25;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the page.</summary>
    public static void Write(Stream stream, ConnectionReport report, IReadOnlyList<ReportSection> sections)
    {
        using var page = new StreamWriter(stream, Utf8, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };
        WriteHead(page, report.Title);
        page.WriteLine("<a class=\"skip\" href=\"#main\">" + Encoded(Strings.ReportSkip) + "</a>");
        page.WriteLine($"<header><h1>{Encoded(report.Title)}</h1>");
        var time = report.Time.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);
        page.WriteLine($"<p class=\"quiet\">{Encoded(QlikFailure.Message(nameof(Strings.ReportMade), time))}</p></header>");
        page.WriteLine("<main id=\"main\">");
        WriteFigures(page, sections);
        WriteNotes(page, report.Notes);
        foreach (var section in sections)
        {
            WriteSection(page, section);
        }

        page.WriteLine("</main>");
        page.WriteLine($"<script>{Script}</script>");
        page.WriteLine("</body>\n</html>");
    }

    private static string Style { get; } = Resource("report.css");

    private static string Script { get; } = Resource("report.js");

    private static void WriteHead(StreamWriter page, string title)
    {
        var policy = $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";
        var version = typeof(ReportPage).Assembly.GetName().Version?.ToString(3);
        page.WriteLine("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        page.WriteLine($"{Mark} {version}\">");
        page.WriteLine($"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        page.WriteLine("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.WriteLine("<link rel=\"icon\" href=\"data:,\">");
        page.WriteLine($"<title>{Encoded(title)}</title>");
        page.WriteLine($"<style>{Style}</style>\n</head>\n<body>");
    }

    private static void WriteNotes(StreamWriter page, IReadOnlyList<string> notes)
    {
        if (notes.Count > 0)
        {
            page.WriteLine("<section id=\"notes\" aria-labelledby=\"notes-title\">");
            page.WriteLine($"<h2 id=\"notes-title\">{Encoded(Strings.ReportNotes)}</h2><ul>");
            foreach (var note in notes)
            {
                page.WriteLine($"<li>{Encoded(note)}</li>");
            }

            page.WriteLine("</ul></section>");
        }
    }

    private static void WriteFigures(StreamWriter page, IReadOnlyList<ReportSection> sections)
    {
        page.WriteLine($"<nav aria-label=\"{Encoded(Strings.ReportContents)}\"><ul class=\"figures\">");
        foreach (var section in sections)
        {
            var count = section.Rows.Count.ToString(CultureInfo.InvariantCulture);
            page.WriteLine($"<li><b>{count}</b> <a href=\"#{section.Id}\">{Encoded(section.Title)}</a></li>");
        }

        page.WriteLine("</ul></nav>");
    }

    private static void WriteSection(StreamWriter page, ReportSection section)
    {
        page.WriteLine($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\">");
        page.WriteLine($"<h2 id=\"{section.Id}-title\">{Encoded(section.Title)}</h2>\n<p>{Encoded(section.About)}</p>");
        if (section.Rows.Count == 0)
        {
            page.WriteLine($"<p class=\"quiet\">{Encoded(Strings.ReportNone)}</p>\n</section>");
            return;
        }

        page.WriteLine("<div class=\"charts\">");
        foreach (var chart in section.Charts)
        {
            WriteChart(page, chart);
        }

        page.WriteLine("</div>");
        WriteTable(page, section);
        page.WriteLine("</section>");
    }

    private static void WriteChart(StreamWriter page, BarChart chart)
    {
        var most = Math.Max(1, chart.Bars.Max(b => b.Count));
        var description = $"{chart.Title}: {string.Join(", ", chart.Bars.Select(b => Invariant($"{b.Label} {b.Count}")))}";
        page.WriteLine($"<figure><figcaption>{Encoded(chart.Title)}</figcaption>");
        page.WriteLine(Invariant(
            $"<svg viewBox=\"0 0 {ChartWidth} {chart.Bars.Count * LineHeight}\" role=\"img\" aria-label=\"{Encoded(description)}\">"));
        var top = 0;
        foreach (var (label, count) in chart.Bars)
        {
            var width = Math.Max(2, BarWidth * count / most);
            page.WriteLine(Invariant($"<g><title>{Encoded(label)}: {count}</title>")
                + Invariant($"<text x=\"0\" y=\"{top + 16}\">{Encoded(Short(label))}</text>")
                + Invariant($"<rect x=\"{LabelWidth}\" y=\"{top + 4}\" width=\"{width}\" height=\"16\" rx=\"2\"/>")
                + Invariant($"<text x=\"{LabelWidth + width + 6}\" y=\"{top + 16}\">{count}</text></g>"));
            top += LineHeight;
        }

        page.WriteLine("</svg></figure>");
    }

    private static void WriteTable(StreamWriter page, ReportSection section)
    {
        page.WriteLine($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{section.Id}-title\">");
        page.WriteLine($"<table data-name=\"{Encoded(section.Title)}\" aria-labelledby=\"{section.Id}-title\">\n<thead><tr>");
        foreach (var column in section.Columns)
        {
            page.WriteLine($"<th scope=\"col\" data-kind=\"{Class(column)}\">{Encoded(column.Heading)}</th>");
        }

        page.WriteLine("</tr></thead>\n<tbody>");
        foreach (var row in section.Rows)
        {
            page.Write("<tr>");
            foreach (var column in section.Columns)
            {
                var cell = ReportCell.Of(row[column.Member]);
                page.Write(column.Kind == ReportColumnKind.Text ? "<td" : $"<td class=\"{Class(column)}\"");
                page.Write(cell.SortValue is { } value ? $" data-value=\"{Encoded(value)}\">" : ">");
                page.Write(Encoded(cell.Text));
                page.Write("</td>");
            }

            page.WriteLine("</tr>");
        }

        page.WriteLine("</tbody></table></div>");
    }

    private static string Class(ReportColumn column) => column.Kind switch
    {
        ReportColumnKind.Number => "number",
        ReportColumnKind.Date => "date",
        _ => "text",
    };

    private static string Short(string label) =>
        label.Length <= LabelLength
            ? label
            : label.Substring(0, LabelLength / 2) + "\u2026" + label.Substring(label.Length - (LabelLength / 2) + 1);

    private static string Encoded(string text) => WebUtility.HtmlEncode(DisplayText.Of(text));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(Sha256.Of(Utf8.GetBytes(text)));

    /// <summary>A browser reads each line break as a line feed before it compares the hash.</summary>
    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream, Utf8);
        return "\n" + reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
