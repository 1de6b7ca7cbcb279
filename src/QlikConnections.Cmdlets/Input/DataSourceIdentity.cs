namespace QlikConnections.Commands;

/// <summary>Names a data source by its id, and knows the session of the object that it was taken from.</summary>
public sealed class DataSourceIdentity
{
    internal DataSourceIdentity(string id, QlikSession? session)
    {
        Id = id;
        Session = session;
    }

    /// <summary>The id, as it was given.</summary>
    public string Id { get; }

    internal QlikSession? Session { get; }

    /// <summary>Returns the id.</summary>
    public override string ToString() => Id;
}
