using System.Collections;
using System.Globalization;
using System.Management.Automation;
using QlikConnections.Client;
using QlikConnections.Client.Recovery;

namespace QlikConnections.Commands;

/// <summary>What a completion is about.</summary>
/// <param name="Table">The sessions of the runspace.</param>
/// <param name="Command">The name of the command.</param>
/// <param name="Parameters">The parameters that the command has so far.</param>
internal sealed record class CompletionTarget(SessionTable Table, string Command, IDictionary Parameters)
{
    /// <summary>The client of -Session, or of the default session.</summary>
    /// <exception cref="QlikException">There is no such session.</exception>
    public IDataConnectionClient Client => (IDataConnectionClient)SessionOf(Parameters[nameof(SessionCmdlet.Session)]).Client!;

    /// <summary>The folder of the recovery files, as -RecoveryPath or the environment says.</summary>
    public RecoveryFolder Recovery
    {
        get
        {
            var path = Convert.ToString(Parameters["RecoveryPath"], CultureInfo.InvariantCulture);
            path = string.IsNullOrEmpty(path) ? Environment.GetEnvironmentVariable(RecoveryFolder.Variable) : path;
            return new RecoveryFolder(string.IsNullOrEmpty(path) ? null : Path.GetFullPath(path!));
        }
    }

    /// <summary>Of several sessions, the first; so it is for a pattern.</summary>
    private QlikSession SessionOf(object? given) => given switch
    {
        null => Table.Default,
        QlikSession session => session,
        PSObject { BaseObject: not PSCustomObject and var value } => SessionOf(value),
        IList { Count: > 0 } list => SessionOf(list[0]),
        _ => Table.Matching(new SessionIdentity(PSObject.AsPSObject(given)))[0],
    };
}
