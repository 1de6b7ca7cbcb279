using System.Management.Automation;

namespace QlikConnections.Commands;

/// <content>The parameters.</content>
public sealed partial class ImportQlikDataConnectionCommand
{
    private const string FromPath = "Path";
    private const string FromObject = "Object";

    /// <summary>Exports: files, or folders with a file for each connection.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FromPath)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Connections from Get-QlikDataConnection, files, texts of exports, or what ConvertFrom-Json makes of them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FromObject)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>What to do with connections that exist.</summary>
    [Parameter]
    public QlikImportExisting IfExists { get; set; }

    /// <summary>Other names of spaces: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? SpaceMap { get; set; }

    /// <summary>Other names of owners: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? OwnerMap { get; set; }

    /// <summary>Other values of properties and of items of connect statements: a hashtable, or a JSON file with an object.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NoCompleter))]
    public object? PropertyMap { get; set; }

    /// <summary>Creates shared spaces that do not exist.</summary>
    [Parameter]
    public SwitchParameter CreateSpace { get; set; }

    /// <summary>Deletes what is in the imported spaces, or on the site, and not in the import.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>Returns the connections as they are afterwards, changed or not.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }
}
