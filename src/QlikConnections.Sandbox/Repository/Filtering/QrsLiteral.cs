using System.Globalization;
using QlikConnections.Sandbox.Wire;

namespace QlikConnections.Sandbox.Repository.Filtering;

/// <summary>A literal of a filter: from single quotes and already unescaped, or unquoted.</summary>
internal readonly record struct QrsLiteral(string Text, bool Quoted)
{
    public bool IsNull => !Quoted && Text == "null";

    /// <summary>The value, for a property of the given kind.</summary>
    public object Read(QrsKind kind, string expression)
    {
        if (kind is QrsKind.Text or QrsKind.Date && !Quoted)
        {
            throw Refusal.BadRequest($"The value of constant \"{Text}\" must begin and end with single quote: {expression}");
        }

        if (kind is QrsKind.Id or QrsKind.Number or QrsKind.Flag && Quoted)
        {
            throw Refusal.BadRequest($"The value of constant '{Text}' must not be quoted: {expression}");
        }

        switch (kind)
        {
            case QrsKind.Text:
                return Text;
            case QrsKind.Id when Guid.TryParseExact(Text, "D", out var id):
                return id;
            // Enum names of logOn and architecture are unverified [qrs 18, row 22], so only their numbers are known here.
            case QrsKind.Number when long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number;
            case QrsKind.Flag when Text is "true" or "false":
                return Text == "true";
            case QrsKind.Date when SiteDate.TryParseInFilter(Text, out var date):
                return date;
            default:
                throw Refusal.BadRequest($"The value of constant \"{Text}\" cannot be read: {expression}");
        }
    }
}
