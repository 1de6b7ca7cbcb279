using System.Net;
using System.Security;

namespace QlikConnections.Client.Files;

/// <summary>What the user wants of an import.</summary>
public sealed record class ImportRequest
{
    /// <summary>What is done with connections that exist.</summary>
    public QlikImportExisting IfExists { get; init; }

    /// <summary>True to delete what is in the imported spaces, or on the site, and not in the import.</summary>
    public bool Prune { get; init; }

    /// <summary>The connections to delete, if not everything that is missing in the import is meant; their places are those of the
    /// server.</summary>
    public IReadOnlyList<PortableConnection> Removed { get; init; } = [];

    /// <summary>True to create spaces that do not exist.</summary>
    public bool CreateSpaces { get; init; }

    /// <summary>True to create connections whose secrets are not given without them.</summary>
    public bool WithoutSecret { get; init; }

    /// <summary>How many requests run at the same time.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Other names of spaces.</summary>
    public ImportMap Spaces { get; init; } = ImportMap.None;

    /// <summary>Other names of owners; an empty name leaves the owner to the server.</summary>
    public ImportMap Owners { get; init; } = ImportMap.None;

    /// <summary>The data sources of connections of a client-managed site, by name, driver or type.</summary>
    public ImportMap DataSources { get; init; } = ImportMap.None;

    /// <summary>The gateway for connections of a client-managed site that need one, by id or name; null for none.</summary>
    public string? DataGateway { get; init; }

    /// <summary>True to change connections of the tenant that have the name of one of a client-managed site, and differ: they may be
    /// others.</summary>
    public bool ChangesMigrated { get; init; }

    /// <summary>True for a test, which reports for each connection what an import reports once.</summary>
    public bool IsTest { get; init; }

    /// <summary>Other values of properties.</summary>
    public ImportPropertyMap Properties { get; init; } = ImportPropertyMap.None;

    /// <summary>The login of a connection; null if there is none.</summary>
    public Func<PortableConnection, Task<NetworkCredential?>> Login { get; init; } = _ => Task.FromResult<NetworkCredential?>(null);

    /// <summary>The secret for what was left out of a connection, by the name of the item or property; null if there is none.</summary>
    public Func<PortableConnection, string, Task<SecureString?>> Secret { get; init; } = (_, _) => Task.FromResult<SecureString?>(null);
}
