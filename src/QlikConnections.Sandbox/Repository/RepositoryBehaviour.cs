namespace QlikConnections.Sandbox.Repository;

/// <summary>The options of a sandbox, as they were when it was made.</summary>
internal sealed class RepositoryBehaviour(RepositorySandboxOptions options)
{
    public RepositoryErrors Errors { get; } = options.Errors;

    public int KeyRefusalStatus { get; } = options.KeyRefusalStatus ?? (options.Errors == RepositoryErrors.Published ? 401 : 403);

    public bool EchoPasswords { get; } = options.EchoPasswords;

    public bool ExactLock { get; } = options.ExactLock;

    public bool IgnoreReferencesOnCreate { get; } = options.IgnoreReferencesOnCreate;
}
