namespace QlikConnections.Client.Engine;

/// <summary>A call of a method of the engine. Only methods that read are used.</summary>
/// <param name="Handle">The object: -1 is the engine itself.</param>
/// <param name="Method">The method.</param>
internal sealed record class EngineCall(int Handle, string Method)
{
    /// <summary>The handle of the engine itself, Global [engine 2].</summary>
    public const int Global = -1;

    /// <summary>The app to open; null for methods without parameters.</summary>
    public string? OpenApp { get; init; }
}
