using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace QlikConnections.Commands;

/// <summary>
/// Finds the columns that a cmdlet does not use, to report them once: misspelled ones, those of another cmdlet, and those that were edited
/// although the cmdlet only reads them.
/// </summary>
internal sealed class UnusedColumns
{
    /// <summary>The columns that identify a connection.</summary>
    private static readonly HashSet<string> Identity = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id",
        "ConnectionId",
        "qID",
        "Name",
        "qName",
        "SpaceName",
        "Session",
    };

    /// <summary>What PowerShell adds to remote objects.</summary>
    private static readonly HashSet<string> Transport = new(StringComparer.OrdinalIgnoreCase)
    {
        "PSComputerName",
        "PSShowComputerName",
        "PSSourceJobInstanceId",
        "RunspaceId",
    };

    private static readonly Dictionary<string, PropertyInfo> Model =
        typeof(QlikDataConnection).GetProperties().ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of the properties of a connection, those that somebody may edit in a file.</summary>
    private static readonly string[] Editable =
    [
        "OwnerName",
        "OwnerId",
        "SpaceId",
        "Tags",
        "Type",
        "DataSourceId",
        "ConnectionString",
        "CredentialId",
        "UserName",
        "SeparateCredentials",
        "Architecture",
        "LogOn",
    ];

    private readonly bool _isScripted;
    private readonly Dictionary<string, string> _parameters;
    private readonly SortedSet<string> _unused = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> _edited = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins.</summary>
    /// <param name="cmdlet">The cmdlet, whose parameters say what columns it takes.</param>
    /// <param name="onCommandLine">The parameters with a value for all rows, which their columns do not change.</param>
    /// <param name="isScripted">True if a parameter has a script block, which may read every column.</param>
    /// <param name="more">Columns that the cmdlet reads itself.</param>
    public UnusedColumns(Type cmdlet, IReadOnlyCollection<string> onCommandLine, bool isScripted, params string[] more)
    {
        _isScripted = isScripted;
        _parameters = cmdlet
            .GetProperties()
            .Where(p =>
                p.GetCustomAttributes<ParameterAttribute>().Any(a => a.ValueFromPipelineByPropertyName) && !onCommandLine.Contains(p.Name)
            )
            .SelectMany(
                p => (p.GetCustomAttribute<AliasAttribute>()?.AliasNames ?? []).Prepend(p.Name),
                (p, column) => (Column: column, Parameter: p.Name)
            )
            .Concat(more.Select(m => (Column: m, Parameter: m)))
            .ToDictionary(c => c.Column, c => c.Parameter, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The parameter for a column; null if there is none, or if it has a value for all rows.</summary>
    public string? ParameterOf(string column) => _parameters.TryGetValue(column, out var parameter) ? parameter : null;

    /// <summary>True for a column that is bound to a parameter.</summary>
    public bool IsBound(string column) => _parameters.ContainsKey(column);

    /// <summary>Records the columns of a row that the cmdlet does not use. Empty cells are ignored.</summary>
    public void Look(PSObject? row)
    {
        var isRaw = row is not null && RawConnection.IsWhole(row);
        Look(row, column => _parameters.ContainsKey(column) || Model.ContainsKey(column) || (isRaw && RawConnection.IsMember(column)));
    }

    /// <summary>Records the columns of a row that were not bound to a parameter, because another parameter set has them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="bound">The parameters that have values.</param>
    /// <param name="isConnection">True if the row was read as a connection, with all its columns.</param>
    public void Look(PSObject? row, ICollection<string> bound, bool isConnection) =>
        Look(
            row,
            column =>
                (_parameters.TryGetValue(column, out var parameter) && bound.Contains(parameter))
                || (isConnection && Model.ContainsKey(column))
        );

    /// <summary>Records columns that are known to be unused.</summary>
    public void Note(IEnumerable<string> columns) => _unused.UnionWith(columns);

    private void Look(PSObject? row, Func<string, bool> isUsed)
    {
        foreach (var property in Columns(row).Where(p => !Identity.Contains(p.Name) && !isUsed(p.Name) && !Transport.Contains(p.Name)))
        {
            if (Text(property.Value).Length > 0)
            {
                _unused.Add(property.Name);
            }
        }
    }

    /// <summary>Records the columns of a row that cannot be changed and differ from the server.</summary>
    /// <param name="input">The row. The values of a saved object may be old, and are not changes.</param>
    /// <param name="current">The connection.</param>
    public void Compare(object input, QlikDataConnection current)
    {
        if (input is not PSObject row || ConnectionReference.IsConnection(row) || RawConnection.IsWhole(row))
        {
            return;
        }

        foreach (
            var property in Columns(row)
                .Where(p =>
                    Editable.Contains(p.Name, StringComparer.OrdinalIgnoreCase)
                    && !_parameters.ContainsKey(p.Name)
                    && !_edited.Contains(p.Name)
                )
        )
        {
            if (Text(property.Value) is { Length: > 0 } text && text != Text(Model[property.Name].GetValue(current)))
            {
                _edited.Add(property.Name);
            }
        }
    }

    /// <summary>The message about them; empty if all columns are used.</summary>
    public IEnumerable<string> Warnings()
    {
        if (_isScripted)
        {
            yield break;
        }

        if (_unused.Count > 0)
        {
            yield return Client.QlikFailure.Message(nameof(Client.Strings.ColumnsUnused), string.Join(", ", _unused));
        }

        if (_edited.Count > 0)
        {
            var tags = _edited.Contains("Tags") && _parameters.ContainsKey("Tag") ? Client.Strings.ColumnsEditedTags : "";
            yield return Client.QlikFailure.Message(nameof(Client.Strings.ColumnsEdited), string.Join(", ", _edited), tags);
        }
    }

    private static IEnumerable<PSPropertyInfo> Columns(PSObject? row) =>
        row?.BaseObject is PSCustomObject
            ? row.Properties.Where(p => p.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property)
            : [];

    private static string Text(object? value) => value switch
    {
        null => "",
        PSObject { BaseObject: not PSCustomObject } wrapped => Text(wrapped.BaseObject),
        string text => text.Trim(),
        IEnumerable list => string.Join(ReadableList.Separator, list.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.Trim(),
    };
}
