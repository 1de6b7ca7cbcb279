using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// Objects of a client-managed site, which have a view of their own: a site has no spaces, data sources and e-mail addresses. PowerShell
/// chooses views by type names.
/// </summary>
internal static class SiteObject
{
    /// <summary>What follows the name of the type.</summary>
    public const string Suffix = "#" + nameof(QlikPlatform.Repository);

    /// <summary>The object for the pipeline.</summary>
    public static object Of(object value)
    {
        var session = value switch
        {
            QlikDataConnection connection => connection.Session,
            QlikUser user => user.Session,
            _ => null,
        };
        if (session?.Platform != QlikPlatform.Repository)
        {
            return value;
        }

        var shown = PSObject.AsPSObject(value);
        var name = value.GetType().FullName + Suffix;
        if (shown.TypeNames[0] != name)
        {
            shown.TypeNames.Insert(0, name);
        }

        return shown;
    }
}
