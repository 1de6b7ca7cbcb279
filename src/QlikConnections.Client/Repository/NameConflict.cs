using QlikConnections.Client.Http;

namespace QlikConnections.Client.Repository;

/// <summary>
/// Finds out whether a refusal is about a name that is taken. Neither the status nor the text of such a refusal is documented
/// [qrs 18, row 19], so the name is looked up.
/// </summary>
internal sealed class NameConflict(ApiTransport transport, QlikSession session)
{
    /// <summary>The connections of a name, ignoring case.</summary>
    public static string ListAddress(string name)
    {
        var filter = RepositoryFilter.AnyOf("name", [new TextMatch(TextMatchKind.Equal, name)])!;
        return $"{RepositoryClient.Connections}/full?filter={Uri.EscapeDataString(filter)}";
    }

    /// <summary>QlikConflict when another connection has the name; else the refusal itself.</summary>
    /// <param name="refusal">The server's response.</param>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="id">The connection that asked for it; null for a new one.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    public async Task<QlikApiException> ExplainAsync(QlikApiException refusal, string name, Guid? id, CancellationToken cancellationToken)
    {
        try
        {
            var named = await transport.ListAsync(ListAddress(name), cancellationToken).ConfigureAwait(false);
            return
                Array.Find([.. named], e => e.Id() != id && string.Equals(e.Text("name"), name, StringComparison.OrdinalIgnoreCase))
                    is { } holder
                ? refusal.As(nameof(Strings.QlikConflict), NamePlaces.Taken(holder.ToConnection(session), leaves: false).Message)
                : refusal;
        }
        catch (QlikException)
        {
            // What the server said stays true.
            return refusal;
        }
    }
}
