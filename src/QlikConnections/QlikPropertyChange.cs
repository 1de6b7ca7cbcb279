namespace QlikConnections;

/// <summary>A member of a connection that changes. Secrets are shown as asterisks.</summary>
public sealed class QlikPropertyChange
{
    internal QlikPropertyChange(string property, string before, string after) => (Property, Before, After) = (property, before, after);

    /// <summary>The member, named as on a connection.</summary>
    public string Property { get; }

    /// <summary>The value that it has.</summary>
    public string Before { get; }

    /// <summary>The value that it gets.</summary>
    public string After { get; }

    /// <summary>Returns the change as one line.</summary>
    public override string ToString() => $"{Property}: '{Before}' -> '{After}'";
}
