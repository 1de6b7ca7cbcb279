using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>Requests the sign-in address of a data source ([cloud 2.4], interactive OAuth).</summary>
internal static class CloudAuthorization
{
    /// <summary>
    /// The address. Other data sources ignore the parameter and would create the connection, so the specification is checked first for a
    /// code property.
    /// </summary>
    public static async Task<QlikAuthorizationUrl> UrlAsync(
        ApiTransport transport,
        CloudApi api,
        IDataSourceDirectory sources,
        DataConnectionDefinition definition,
        QlikSession session,
        CancellationToken cancellationToken
    )
    {
        var source = definition.DataSourceId!;
        var specification = await sources.SpecificationAsync(source, cancellationToken).ConfigureAwait(false);
        if (specification.Find(CredentialProperty.AuthCode) is null)
        {
            throw new QlikException(
                nameof(Strings.QlikNotSupported),
                QlikFailure.Message(nameof(Strings.SignInNotOffered), source),
                Strings.SignInNotOfferedAdvice
            );
        }

        using var request = new ApiRequest(HttpMethod.Post, transport.Address(api.Creation(definition)));
        request.Content = ApiTransport.Json(api.CreationBody(definition, request.Secrets, authUrlOnly: true));
        AuthorizationWire response;
        try
        {
            response = await transport.SendAsync(request, CloudJson.Default.AuthorizationWire, cancellationToken).ConfigureAwait(false);
        }
        catch (QlikApiException exception)
        {
            throw CreationRefusal.Explain(exception, definition);
        }

        return Uri.TryCreate(response.AuthUrl, UriKind.Absolute, out var url)
            ? new QlikAuthorizationUrl
            {
                Name = definition.Name,
                DataSourceId = source,
                Url = url,
                Session = session,
            }
            : throw transport.Failures.Unusable(
                request,
                QlikFailure.Message(
                    response.Id is null ? nameof(Strings.SignInAddressMissing) : nameof(Strings.SignInCreated),
                    definition.Name
                )
            );
    }
}
