using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The names of credentials that are about to be linked, each asked for once in a command.</summary>
internal sealed class CredentialNames
{
    private readonly Dictionary<(IDataConnectionClient, Guid), string?> _names = [];

    /// <summary>The name; null when the identity may not see the credential, which need not keep it from linking it.</summary>
    /// <param name="client">Where the credential is.</param>
    /// <param name="id">The credential.</param>
    /// <param name="verbose">Takes why it cannot be seen.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<string?> OfAsync(IDataConnectionClient client, Guid id, Action<string> verbose, CancellationToken cancellationToken)
    {
        if (!_names.TryGetValue((client, id), out var name))
        {
            try
            {
                name = (await client.Credentials.GetAsync(id, cancellationToken).ConfigureAwait(false)).Name;
            }
            catch (QlikApiException exception) when (!exception.EndsCommand())
            {
                verbose(exception.Message);
            }

            _names[(client, id)] = name;
        }

        return name;
    }
}
