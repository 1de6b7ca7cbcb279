using QlikConnections.Client;
using QlikConnections.Client.SignIn;

namespace QlikConnections.Commands;

/// <summary>The OAuth client with which people sign in in their browser.</summary>
internal static class NativeClientId
{
    private const string Variable = "QLIKCONNECTIONS_CLIENT_ID";

    /// <summary>The id that was given, otherwise that of the environment.</summary>
    /// <param name="given">The value of -ClientId; a blank text counts as missing.</param>
    /// <exception cref="QlikException">There is neither.</exception>
    public static string Of(string? given)
    {
        const string id = nameof(Strings.QlikSignInInvalid);
        return new[] { given, Environment.GetEnvironmentVariable(Variable) }.FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) is { } text
            ? OAuthClientId.Of(text)
            : throw new QlikException(id, QlikFailure.Message(id, Strings.ClientIdMissing), Strings.ClientIdMissing_Action);
    }
}
