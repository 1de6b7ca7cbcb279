namespace QlikConnections;

/// <summary>What is to be known about a connection before it is moved to Qlik Cloud.</summary>
public enum QlikMigrationCode
{
    /// <summary>The target space does not exist.</summary>
    NoSpace,

    /// <summary>Several spaces have the name of the target space.</summary>
    AmbiguousSpace,

    /// <summary>Another connection has the name in the target space, or would get it.</summary>
    NameTaken,

    /// <summary>The tenant has no data source for it.</summary>
    TypeUnsupported,

    /// <summary>The data source is disabled in the tenant.</summary>
    DataSourceDisabled,

    /// <summary>A data source must be chosen, or a choice confirmed.</summary>
    DataSourceChoice,

    /// <summary>A gateway is needed.</summary>
    NeedsGateway,

    /// <summary>It reads from an address that only the site can reach.</summary>
    LocalAddress,

    /// <summary>It signs in with a Windows account.</summary>
    WindowsLogon,

    /// <summary>It uses a certificate from a Windows certificate store.</summary>
    CertificateStore,

    /// <summary>A person must sign in to the data source in a browser.</summary>
    InteractiveSignIn,

    /// <summary>A login or another secret must be given.</summary>
    SecretNeeded,

    /// <summary>It reads from the site itself, for its monitoring apps.</summary>
    MonitoringConnection,

    /// <summary>It has settings that the data source has no property for.</summary>
    UnknownDriverKey,

    /// <summary>The data source does not accept a value.</summary>
    PropertyInvalid,

    /// <summary>The connect statement cannot be read.</summary>
    StatementUnreadable,

    /// <summary>The tenant would refuse it, for example because a right is missing.</summary>
    Refused,

    /// <summary>The address that the data source needs is missing, or is not certain.</summary>
    AddressChoice,
}
