using System.Net;

namespace QlikConnections.Client.Cloud;

/// <summary>Says a refused creation in the words of what was asked for (data-connections reference, codes of the creation; fact sheet
/// 2.4).</summary>
internal static class CreationRefusal
{
    /// <summary>The failure with name, space and advice; the same failure when there is nothing to add.</summary>
    public static QlikApiException Explain(QlikApiException exception, DataConnectionDefinition definition)
    {
        var place = QlikFailure.Message(nameof(Strings.TargetInSpace), definition.Name, definition.Space?.Name ?? Strings.PersonalSpaceName);
        return exception.StatusCode switch
        {
            HttpStatusCode.Conflict => Say(nameof(Strings.QlikConflict), nameof(Strings.CreateNameTaken), Strings.CreateNameTakenAdvice),
            HttpStatusCode.Forbidden => Say(nameof(Strings.QlikAccessDenied), nameof(Strings.CreateForbidden), Strings.CreateForbiddenAdvice),
            HttpStatusCode.NotFound when definition.LinkedCredential is { } credential =>
                Say(nameof(Strings.QlikCredentialNotFound), nameof(Strings.CreateCredentialUnknown), Strings.CreateCredentialUnknownAdvice, credential),
            _ => exception,
        };

        QlikApiException Say(string id, string text, string advice, string? what = null) =>
            exception.As(id, QlikFailure.Message(text, place, exception.Message, what), advice);
    }
}
