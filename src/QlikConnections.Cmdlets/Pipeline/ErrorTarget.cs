using System.Collections;
using System.Globalization;
using System.Management.Automation;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>
/// The target of an error record. <c>$Error</c> keeps it as long as the shell runs, so the Password column of a row and the query of a path
/// are removed. Our own objects are not changed, because users need them to continue.
/// </summary>
internal static class ErrorTarget
{
    /// <summary>The target without secrets.</summary>
    public static object? Of(object? target) =>
        target switch
        {
            PSObject { BaseObject: PSCustomObject } row => WithoutSecrets(row),
            PSObject { BaseObject: IDictionary table } => WithoutSecrets(table),
            PSObject { BaseObject: string text } => Of(text),
            PSObject { BaseObject: object?[] rows } => Of(rows),
            IDictionary table => WithoutSecrets(table),
            // The rows that contradict each other.
            object?[] rows => Array.ConvertAll(rows, Of),
            string path when path.IndexOf('?') is >= 0 and var query && path.TrimStart().StartsWith("/", StringComparison.Ordinal) =>
                Sentence.QuotePath(path.Substring(0, query).Trim()),
            string path when path.StartsWith("/", StringComparison.Ordinal) => Sentence.QuotePath(path),
            string text => Sentence.Quote(text),
            _ => target,
        };

    private static PSObject WithoutSecrets(PSObject row)
    {
        (string Name, object? Value)[] members = [.. row.Properties.Select(m => (m.Name, Value(m)))];
        if (!members.Any(m => IsSecret(m.Name, m.Value)))
        {
            return row;
        }

        var shown = new PSObject();
        foreach (var member in members.Where(m => !IsSecret(m.Name, m.Value)))
        {
            shown.Properties.Add(new PSNoteProperty(member.Name, member.Value));
        }

        return shown;
    }

    private static IDictionary WithoutSecrets(IDictionary table)
    {
        DictionaryEntry[] secret =
        [
            .. table.Cast<DictionaryEntry>().Where(e => IsSecret(Convert.ToString(e.Key, CultureInfo.InvariantCulture) ?? "", e.Value)),
        ];
        return secret.Length == 0
            ? table
            : new Hashtable(table.Cast<DictionaryEntry>().Except(secret).ToDictionary(e => e.Key, e => e.Value));
    }

    /// <summary>What cannot be read as plain values, such as a login within an object, counts as a secret.</summary>
    private static bool IsSecret(string name, object? value)
    {
        try
        {
            var plain = PropertyTable.Value(value is PSCredential ? null : value);
            return PropertySecrets.Holds(name, plain)
                || (
                    plain is string text
                    && name.Equals(nameof(QlikDataConnection.ConnectionString), StringComparison.OrdinalIgnoreCase)
                    && ConnectStatement.Parse(text).HasSecret
                );
        }
        catch (QlikException)
        {
            return true;
        }
    }

    private static object? Value(PSPropertyInfo member)
    {
        try
        {
            return member.Value;
        }
        catch (GetValueException)
        {
            // A property that cannot be read has nothing to show.
            return null;
        }
    }
}
