using System.Collections;
using QlikConnections.Client;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>Secrets that were given as plain text. They are accepted, because scripts may have no other source, but with a
/// warning.</summary>
internal static class PlainSecrets
{
    /// <summary>Warns once for each.</summary>
    /// <param name="table">The properties that the user gave; null for none.</param>
    /// <param name="warn">Takes the warnings.</param>
    public static void Warn(IDictionary? table, Action<string> warn)
    {
        foreach (var property in PropertyTable.Read(table ?? new Hashtable()))
        {
            if (property.Value is string { Length: > 0 } && SecretName.IsProperty(property.Key))
            {
                warn(QlikFailure.Message(nameof(Strings.PlainSecret), property.Key));
            }
        }
    }
}
