using System.Net;

namespace QlikConnections.Client.Http;

/// <summary>Sends a single change and, if there is no response about its outcome, reads the outcome.</summary>
internal static class SettledChange
{
    /// <summary>The time that the server gets to finish a request after the connection broke.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Sends the change.</summary>
    /// <param name="transport">Where to.</param>
    /// <param name="request">The change.</param>
    /// <param name="isDone">Reads whether the change was made; null if reading cannot show it, as with a secret.</param>
    /// <param name="cancellationToken">Ends waits and requests.</param>
    /// <exception cref="QlikApiException">The change was refused, or never reached the server.</exception>
    /// <exception cref="QlikException">QlikOutcomeUnknown: the outcome is not known.</exception>
    public static async Task SettleAsync(
        this ApiTransport transport,
        ApiRequest request,
        Func<Task<bool>>? isDone,
        CancellationToken cancellationToken
    )
    {
        try
        {
            (await transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Content.Return();
        }
        catch (QlikApiException loss) when (LostResponse.IsPossible(loss) || request.ResponseLost)
        {
            await transport.SettleAsync(loss, isDone, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes what is at the address. If a repeated request does not find it, an earlier attempt deleted it.</summary>
    /// <exception cref="QlikApiException">It is not there, or the deletion was refused.</exception>
    /// <exception cref="QlikException">QlikOutcomeUnknown: the outcome is not known.</exception>
    public static async Task DeleteAsync(this ApiTransport transport, Uri address, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Delete, address);
        try
        {
            (await transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Content.Return();
        }
        catch (QlikApiException exception) when (request.ResponseLost && exception.StatusCode == HttpStatusCode.NotFound)
        {
            RequestLog.Write(nameof(Strings.ChangeSettled), exception.Method, exception.Path, Strings.ChangeIsMade);
        }
        catch (QlikApiException loss) when (LostResponse.IsPossible(loss) || request.ResponseLost)
        {
            await transport
                .SettleAsync(loss, () => transport.IsGoneAsync(address, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Finds the outcome of a change after the given failure.</summary>
    public static async Task SettleAsync(
        this ApiTransport transport,
        QlikApiException loss,
        Func<Task<bool>>? isDone,
        CancellationToken cancellationToken
    )
    {
        if (isDone is null)
        {
            throw IsRefusal(loss) ? loss : OutcomeUnknown.Of(Strings.ItemOutcomeUnknown, loss);
        }

        await transport.Time.WaitAsync(Settling, cancellationToken).ConfigureAwait(false);
        bool done;
        try
        {
            done = await isDone().ConfigureAwait(false);
        }
        catch (QlikException unread)
        {
            throw OutcomeUnknown.Unreadable(unread, loss);
        }

        RequestLog.Write(nameof(Strings.ChangeSettled), loss.Method, loss.Path, done ? Strings.ChangeIsMade : Strings.ChangeIsNotMade);
        if (!done)
        {
            // If the change is not found, a refusal of the last attempt applies to the earlier attempts, too.
            throw IsRefusal(loss) ? loss : OutcomeUnknown.Of(Strings.ItemNotChanged, loss);
        }
    }

    private static async Task<bool> IsGoneAsync(this ApiTransport transport, Uri address, CancellationToken cancellationToken)
    {
        using var request = new ApiRequest(HttpMethod.Get, address);
        try
        {
            (await transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Content.Return();
            return false;
        }
        catch (QlikApiException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return true;
        }
    }

    /// <summary>True for a response that refuses the change; "sign in" and "wait" do not.</summary>
    private static bool IsRefusal(QlikApiException exception) =>
        exception.StatusCode is { } status and not HttpStatusCode.Unauthorized && (int)status != 429 && !LostResponse.IsPossible(exception);
}
