using System.Reflection;

namespace QlikConnections.Client.Tests;

/// <summary>Stands before a client and lets a test act, or fail, just before and just after each call that changes something.</summary>
public class RecordingProxy : DispatchProxy
{
    private static readonly string[] Changing = ["CreateAsync", "UpdateAsync", "DeleteAsync", "TransferAsync"];
    private IDataConnectionClient _client = null!;
    private Action<string, bool> _act = null!;

    /// <param name="client">The client.</param>
    /// <param name="act">Gets the method's name, and true when the server has done its work.</param>
    public static IDataConnectionClient Before(IDataConnectionClient client, Action<string, bool> act)
    {
        var proxy = Create<IDataConnectionClient, RecordingProxy>();
        ((RecordingProxy)(object)proxy)._client = client;
        ((RecordingProxy)(object)proxy)._act = act;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var changes = Changing.Contains(targetMethod!.Name);
        if (changes)
        {
            _act(targetMethod.Name, false);
        }

        var result = targetMethod.Invoke(_client, args);
        if (changes)
        {
            // What the call itself reports is its caller's to see.
            ((IAsyncResult)result!).AsyncWaitHandle.WaitOne();
            _act(targetMethod.Name, true);
        }
        return result;
    }
}
