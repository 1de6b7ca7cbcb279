using System.Management.Automation;

namespace QlikConnections.Commands;

/// <summary>Names a session, by its name or by the object itself.</summary>
public sealed class SessionIdentity
{
    /// <summary>A session by name.</summary>
    public SessionIdentity(string name) => Name = name;

    /// <summary>A session by object.</summary>
    public SessionIdentity(QlikSession session)
    {
        Session = session;
        Name = session.Name;
    }

    /// <summary>A session from JSON: an object with a Name.</summary>
    public SessionIdentity(PSObject row) => Name = row.Properties["Name"]?.Value?.ToString() ?? row.ToString();

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The object; null when only the name was given.</summary>
    public QlikSession? Session { get; }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;
}
