using System.Globalization;
using System.Reflection;
using QlikConnections.Loader;

namespace QlikConnections;

/// <summary>Functions for the module's views. Views can reach only this assembly, so it calls the other one.</summary>
public static class QlikView
{
    private static readonly Lazy<Func<string, object?, string>> Known = new(() =>
        (Func<string, object?, string>)
            Delegate.CreateDelegate(
                typeof(Func<string, object?, string>),
                ModuleLoader
                    .Cmdlets.GetType("QlikConnections.Commands.ViewText", throwOnError: true)!
                    .GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!
            )
    );

    /// <summary>What PowerShell takes for the width of a host without a screen.</summary>
    private const int UsualWidth = 120;

    /// <summary>A cell is as wide as its heading, if that is wider.</summary>
    private const int LeastWidth = 9;

    /// <summary>
    /// A text for a column without a width of its own. A longer text is shortened in the middle, so that the columns after it stay on
    /// the screen: names often differ at their end.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="lineWidth">The width of the screen; 0 if there is none.</param>
    /// <param name="taken">What the columns with a width, and the spaces between columns, take.</param>
    /// <param name="share">The column's share of the rest, in percent.</param>
    public static string Fit(object? text, int lineWidth, int taken, int share)
    {
        var safe = DisplayText.Of(Convert.ToString(text, CultureInfo.InvariantCulture) ?? "");
        var width = Math.Max(((lineWidth == 0 ? UsualWidth : lineWidth) - taken) * share / 100, LeastWidth);
        if (safe.Length <= width)
        {
            return safe;
        }

        var (head, tail) = (width / 2, width - (width / 2) - 1);
        // Half of a pair is not a character.
        head -= char.IsHighSurrogate(safe[head - 1]) ? 1 : 0;
        tail -= char.IsLowSurrogate(safe[safe.Length - tail]) ? 1 : 0;
        return safe.Substring(0, head) + "\u2026" + safe.Substring(safe.Length - tail);
    }

    /// <summary>A time as tables and lists show it: local, and in the Gregorian calendar in every culture.</summary>
    /// <param name="utc">The time in UTC; null if the object has none.</param>
    /// <param name="other">What to show then: objects from a file can contain text.</param>
    /// <param name="isExact">True for a list, which has room for seconds and for the difference to UTC.</param>
    public static string Time(object? utc, object? other, bool isExact) =>
        utc is DateTime time
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))
                .ToLocalTime()
                .ToString(isExact ? "yyyy-MM-dd HH:mm:ss zzz" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : DisplayText.Of(Convert.ToString(other, CultureInfo.InvariantCulture) ?? "");

    /// <summary>A connect statement without its secrets.</summary>
    public static string ConnectionString(string? text) => string.IsNullOrEmpty(text) ? "" : Known.Value(nameof(ConnectionString), text);

    /// <summary>The value of a data source's property without its secrets.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">Its value.</param>
    public static string Property(string name, object? value) => Known.Value(name, value);
}
