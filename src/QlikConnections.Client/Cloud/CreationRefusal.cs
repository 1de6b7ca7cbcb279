using System.Net;

namespace QlikConnections.Client.Cloud;

/// <summary>Explains a refused creation (data-connections reference, codes of the creation; [cloud 2.4]).</summary>
internal static class CreationRefusal
{
    /// <summary>The failure with name, space and advice; the same failure if there is nothing to add.</summary>
    public static QlikApiException Explain(QlikApiException exception, DataConnectionDefinition definition)
    {
        var place = QlikFailure.Message(
            nameof(Strings.TargetInSpace),
            definition.Name,
            definition.Space?.Name ?? Strings.PersonalSpaceName
        );
        return exception.StatusCode switch
        {
            HttpStatusCode.Conflict => Say(nameof(Strings.QlikConflict), nameof(Strings.CreateNameTaken), Strings.CreateNameTakenAdvice),
            HttpStatusCode.Forbidden => Say(
                nameof(Strings.QlikAccessDenied),
                nameof(Strings.CreateForbidden),
                Strings.CreateForbiddenAdvice
            ),
            HttpStatusCode.NotFound when definition.LinkedCredential is { } credential => Say(
                nameof(Strings.QlikCredentialNotFound),
                nameof(Strings.CreateCredentialUnknown),
                Strings.CreateCredentialUnknownAdvice,
                credential
            ),
            _ => exception,
        };

        QlikApiException Say(string id, string text, string advice, string? what = null) =>
            exception.As(id, QlikFailure.Message(text, place, ServerMessage(exception), what), advice);
    }

    /// <summary>The message without its general first sentence, because the explanation replaces it.</summary>
    private static string ServerMessage(QlikApiException exception)
    {
        var general = QlikFailure.Message(exception.ErrorId, "").TrimEnd();
        return exception.Message.StartsWith(general, StringComparison.Ordinal)
            ? exception.Message.Substring(general.Length).TrimStart()
            : exception.Message;
    }
}
