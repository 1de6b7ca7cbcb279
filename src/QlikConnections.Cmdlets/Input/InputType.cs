using System.Collections;
using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>
/// Tells rows from objects of other types. A folder, a process or a user has a Name too, and sometimes an Id, but is not a row about a
/// connection.
/// </summary>
internal static class InputType
{
    private const string Own = "QlikConnections.";
    private const string Deserialized = "Deserialized.";
    private const string CustomObject = "System.Management.Automation.PSCustomObject";

    /// <summary>Rows of databases; their columns are properties.</summary>
    private static readonly HashSet<string> DatabaseRows = new(StringComparer.Ordinal)
    {
        "System.Data.DataRow", "System.Data.DataRowView", Deserialized + "System.Data.DataRow", Deserialized + "System.Data.DataRowView",
    };

    /// <summary>
    /// The type of an object that is neither text, an id, nor a row; null for these. Rows are objects and tables made in a script, from a
    /// file or by Select-Object, and objects of this module, saved or not.
    /// </summary>
    /// <param name="input">The object.</param>
    /// <param name="accepted">The types of this module that are accepted, without the namespace.</param>
    public static string? Refused(PSObject? input, params string[] accepted)
    {
        if (input?.BaseObject is not { } value)
        {
            return null;
        }

        if (OwnType(input) is { } own)
        {
            return accepted.Contains(own) ? null : own;
        }

        return value is string or Guid or IDictionary || IsRow(input, value) ? null
            : value is PSCustomObject ? input.TypeNames[0]
            : value.GetType().ToString();
    }

    /// <summary>The type of an object of this module, live, saved or selected; null for everything else.</summary>
    public static string? OwnType(PSObject input) =>
        input
            .TypeNames.Select(t => (Name: t, Start: t.LastIndexOf(Own + "Qlik", StringComparison.Ordinal)))
            // "Deserialized." and "Selected." may precede it.
            .Where(t => t.Start == 0 || (t.Start > 0 && t.Name[t.Start - 1] == '.'))
            .Select(t => t.Name.Substring(t.Start + Own.Length).Replace(SiteObject.Suffix, ""))
            .FirstOrDefault();

    private static bool IsRow(PSObject input, object value)
    {
        var name = input.TypeNames[0];
        if (DatabaseRows.Contains(name))
        {
            return true;
        }

        return value is PSCustomObject
            ? !name.StartsWith(Deserialized, StringComparison.Ordinal)
                || name.StartsWith(Deserialized + "Selected.", StringComparison.Ordinal)
                || input.TypeNames.Contains(Deserialized + CustomObject)
            // A class of a script.
            : value.GetType().Assembly.IsDynamic;
    }
}
