using QlikConnections.Client;

namespace QlikConnections.Commands;

/// <summary>The names of credentials that are about to be linked, each asked for once in a command.</summary>
internal sealed class CredentialNames
{
    private readonly Dictionary<(IDataConnectionClient, Guid), Task<QlikDataCredential>> _credentials = [];

    /// <summary>The name; null if the identity cannot see the credential, which it may still be able to link.</summary>
    /// <param name="client">Where the credential is.</param>
    /// <param name="id">The credential.</param>
    /// <param name="isRehearsal">True to refuse a credential that is not there, as the server would.</param>
    /// <param name="verbose">Takes why it cannot be seen.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="QlikException">In a rehearsal: there is no such credential.</exception>
    public async Task<string?> OfAsync(IDataConnectionClient client, Guid id, bool isRehearsal, Action<string> verbose, CancellationToken cancellationToken)
    {
        if (!_credentials.TryGetValue((client, id), out var credential))
        {
            _credentials[(client, id)] = credential = client.Credentials.GetAsync(id, cancellationToken);
        }

        try
        {
            return (await credential.ConfigureAwait(false)).Name;
        }
        catch (QlikApiException exception) when (!exception.EndsCommand() && !(isRehearsal && exception.ErrorId == nameof(Strings.QlikCredentialNotFound)))
        {
            verbose(exception.Message);
            return null;
        }
    }
}
