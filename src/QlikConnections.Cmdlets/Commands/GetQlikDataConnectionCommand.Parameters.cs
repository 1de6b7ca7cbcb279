using System.Management.Automation;

namespace QlikConnections.Commands;

// The parameters.
public sealed partial class GetQlikDataConnectionCommand
{
    /// <summary>Connections, deserialised connections, rows with an Id or a Name, ids, or names, which are taken literally; or spaces,
    /// users, data sources, credentials and sessions, whose connections are listed.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(NoCompleter))]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Names; wildcards are allowed. A UUID is used as an id.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [NameInput(nameof(QlikDataConnection), "data connection")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Sessions by name or object; by default the session of a piped object, otherwise the default session.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SessionNameCompleter))]
    public override SessionIdentity[]? Session { get; set; }

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById)]
    [Alias("ConnectionId")]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public Guid[] Id { get; set; } = [];

    /// <summary>Only connections of these spaces; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SpaceNameCompleter))]
    public SpaceIdentity[]? Space { get; set; }

    /// <summary>Only connections of these owners.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserCompleter))]
    public UserIdentity[]? Owner { get; set; }

    /// <summary>Only connections to these data sources; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DataSourceIdCompleter))]
    public string[]? DataSourceId { get; set; }

    /// <summary>Only connections of these connector types; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TypeCompleter))]
    public string[]? Type { get; set; }

    /// <summary>Only connections with any of these tags; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    /// <summary>Only connections that use these credential sets.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CredentialIdCompleter))]
    [PastedText]
    public Guid[]? CredentialId { get; set; }

    /// <summary>A filter in the language of the platform (SCIM on Qlik Cloud), combined with the others by "and".</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NoCompleter))]
    public string? Filter { get; set; }

    /// <summary>Sorts on the server.</summary>
    [Parameter(ParameterSetName = ByName)]
    public QlikSortKey? OrderBy { get; set; }

    /// <summary>Sorts in descending order, by name unless -OrderBy is given.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter Descending { get; set; }

    /// <summary>Also reads the parsed properties, with one more request per connection; on client-managed sites the caller's
    /// rights.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>How many requests run at the same time for -Detailed and for ids.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    [ArgumentCompleter(typeof(NoCompleter))]
    [PastedText]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Lists the data-file pseudo connections too.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter IncludeDataFile { get; set; }

    /// <summary>Leaves out connections of data sources that are disabled in the tenant.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter ExcludeDisabled { get; set; }

    /// <summary>Has no effect; kept for older scripts.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter IncludeDisabled { get; set; }

    /// <summary>Leaves out the names of owners and spaces, and saves the requests that look them up.</summary>
    [Parameter(ParameterSetName = ByName)]
    public SwitchParameter NoNameLookup { get; set; }
}
