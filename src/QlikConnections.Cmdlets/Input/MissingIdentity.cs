using System.Management.Automation;
using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>Why a row names nothing: its cells are empty, it has other columns, or its file was read with the wrong delimiter.</summary>
internal static class MissingIdentity
{
    /// <summary>What separates columns in files, and how it is written in PowerShell.</summary>
    private static readonly (char Character, string Written)[] Delimiters = [(';', "';'"), ('\t', "\"`t\""), ('|', "'|'"), (',', "','")];

    private static readonly string[] OfConnections = ["Id", "Name"];

    /// <summary>The reason, for objects with an Id or a Name.</summary>
    public static string Reason(PSObject input) => Reason(input, nameof(Strings.InputWithoutIdentity), OfConnections);

    /// <summary>The reason.</summary>
    /// <param name="input">The row.</param>
    /// <param name="message">The message for a row that has none of the columns.</param>
    /// <param name="columns">The columns of which one is needed.</param>
    public static string Reason(PSObject input, string message, params string[] columns)
    {
        string[] empty = [.. columns.Where(c => input.Properties[c] is not null)];
        return empty.Length switch
        {
            0 => QlikFailure.Message(message, string.Join(", ", input.Properties.Select(p => p.Name))),
            1 => QlikFailure.Message(nameof(Strings.IdentityEmpty), empty[0]),
            _ => QlikFailure.Message(nameof(Strings.IdentitiesEmpty), string.Join(", ", empty)),
        };
    }

    /// <summary>Why an object of another type is refused. A connection names spaces, users and data sources in its properties.</summary>
    /// <param name="other">Its type.</param>
    /// <param name="type">The type that is expected.</param>
    /// <param name="what">The type that is expected, in words.</param>
    public static string OfOtherType(string other, string type, string what)
    {
        var property = other != nameof(QlikDataConnection) ? null
            : type switch
            {
                nameof(QlikDataSource) => nameof(QlikDataConnection.DataSourceId),
                nameof(QlikSpace) => nameof(QlikDataConnection.SpaceName),
                nameof(QlikUser) => nameof(QlikDataConnection.OwnerName),
                _ => null,
            };
        var hint = property is null ? "" : QlikFailure.Message(nameof(Strings.IdentityOfConnection), property);
        return QlikFailure.Message(nameof(Strings.IdentityOfOtherType), other, what, hint);
    }

    /// <summary>Refuses the rows of a file that was read with the wrong delimiter, by the first of them: none can be used.</summary>
    /// <exception cref="QlikException">The row has one column, whose name holds several.</exception>
    public static void RefuseWrongDelimiter(PSObject? first)
    {
        if (first?.BaseObject is not PSCustomObject || first.Properties.Take(2).Count() != 1)
        {
            return;
        }

        var column = first.Properties.First().Name;
        foreach (var (character, written) in Delimiters)
        {
            if (column.IndexOf(character) >= 0)
            {
                throw QlikFailure.Create(
                    nameof(Strings.QlikInputInvalid),
                    QlikFailure.Message(nameof(Strings.InputDelimiter), column.Replace('\t', ' '), written));
            }
        }
    }
}
