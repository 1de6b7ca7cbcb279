using System.Net;
using QlikConnections.Client.Cloud.Wire;
using QlikConnections.Client.Http;

namespace QlikConnections.Client.Cloud;

/// <summary>
/// The addresses and the form of the API for a tenant. Only this class knows the namespaces and dialects: all other code gets the paths and
/// bodies of connections, credentials and data sources here.
/// </summary>
internal sealed class CloudApi
{
    private const string Dcaas = "/api/v1/dcaas/actions/data-connections";
    private readonly bool _isLegacy;

    public CloudApi(QlikApiNamespace apiNamespace = QlikApiNamespace.V1, QlikDialect dialect = QlikDialect.Current)
    {
        if (apiNamespace == QlikApiNamespace.Connectivity && dialect == QlikDialect.Legacy)
        {
            throw QlikFailure.Create(nameof(Strings.QlikDialectInvalid));
        }

        _isLegacy = dialect == QlikDialect.Legacy;
        var root = apiNamespace == QlikApiNamespace.Connectivity ? "/api/connectivity/" : "/api/v1/";
        DataConnections = root + "data-connections";
        DataCredentials = root + "data-credentials";
        DataSources = root + "data-sources";
    }

    /// <summary>The path of the data connections; every namespace has the same ones below it [cloud 1.2].</summary>
    public string DataConnections { get; }

    /// <summary>The path of the data credentials.</summary>
    public string DataCredentials { get; }

    /// <summary>The path of the data sources.</summary>
    public string DataSources { get; }

    /// <summary>The path that creates the connection [cloud 2.4 and 6]. dcaas accepts properties only, so a connect statement uses the
    /// other path.</summary>
    public string Creation(DataConnectionDefinition definition) => IsForDcaas(definition) ? Dcaas : DataConnections;

    /// <summary>The path and query that describe the properties of a data source [cloud 4.2 and 6].</summary>
    public string ApiSpecs(string dataSourceId) => _isLegacy
        ? $"{Dcaas}/api-specs?dataSourceId={Uri.EscapeDataString(dataSourceId)}"
        : $"{DataSources}/{PathSegment.Of(dataSourceId)}/api-specs";

    /// <summary>Whether <see cref="ApiSpecs"/> returns this for a source that is unknown or disabled; dcaas does not return 404.</summary>
    public bool MeansNoSpecs(HttpStatusCode? status) =>
        status == HttpStatusCode.NotFound || (_isLegacy && status == HttpStatusCode.Forbidden);

    /// <summary>
    /// The path of one connection's properties in the dcaas form; null if the connection itself has them, with <c>parseConnection=true</c>.
    /// </summary>
    public string? Properties(Guid id) => _isLegacy ? $"{Dcaas}/{id:D}" : null;

    /// <summary>The body for <see cref="Creation"/>.</summary>
    /// <param name="definition">The connection.</param>
    /// <param name="secrets">Gets the secrets in it.</param>
    /// <param name="authUrlOnly">True to request the sign-in address instead.</param>
    public byte[] CreationBody(DataConnectionDefinition definition, RequestSecrets secrets, bool authUrlOnly = false) =>
        IsForDcaas(definition)
        ? Cloud.CreationBody.Of(definition, secrets, authUrlOnly, "dataSourceId", "connectionName", "spaceId")
        : Cloud.CreationBody.Of(definition, secrets, authUrlOnly);

    /// <summary>Sends to <see cref="Creation"/> or <see cref="Properties"/> and reads the response in either form.</summary>
    public static async Task<ConnectionWire> SendAsync(ApiTransport transport, ApiRequest request, CancellationToken cancellationToken) =>
        request.RequestUri!.AbsolutePath.StartsWith(Dcaas, StringComparison.Ordinal)
        ? (await transport.SendAsync(request, CloudJson.Default.DcaasWire, cancellationToken).ConfigureAwait(false)).ToConnection()
        : await transport.SendAsync(request, CloudJson.Default.ConnectionWire, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The body of a PATCH of a connection or credential: "replace" operations on absolute values and "remove", as a bare array
    /// (data-connections
    /// reference, PATCH) or in the wrapper that the seed tutorial shows.
    /// </summary>
    public byte[] Patch(IReadOnlyList<PatchOperation> operations, RequestSecrets secrets) =>
        ConnectionPatch.ToUtf8(operations, secrets, isWrapped: _isLegacy);

    private bool IsForDcaas(DataConnectionDefinition definition) => _isLegacy && definition.ConnectionString is null;
}
