using System.Net;
using System.Security.Cryptography.X509Certificates;
using Contract;
using QlikConnections.Client.Repository;
using QlikConnections.Sandbox;
using SandboxServer;

namespace QlikConnections.Client.Tests;

/// <summary>
/// Every request of the client, and every response it gets, against the machine-readable contract of the published API: seven
/// operations, all schemas, both security schemes, over mutual TLS.
/// </summary>
public sealed class RepositoryContractTests : IAsyncLifetime
{
    private readonly ApiContract _contract = ApiContract.Load();
    private RepositoryHost _host = null!;
    private ContractHandler _handler = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // With the error bodies that the publication promises; live servers send others, which the error tests cover.
        _host = await RepositoryHost.StartAsync(
            new() { Sandbox = RepositorySandbox.Create(new() { Errors = RepositoryErrors.Published }) }
        );
        var pfx = _host.Certificates.PathOf("client.pfx");
        var network = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, server, _, _) => server?.Thumbprint == _host.Certificates.Server.Thumbprint,
            ClientCertificateOptions = ClientCertificateOption.Manual,
        };
        network.ClientCertificates.Add(X509CertificateLoader.LoadPkcs12FromFile(pfx, SiteCertificates.PfxPassword));
        _handler = new ContractHandler(_contract, network) { DemandsRightRequests = true };
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task EveryOperationOfTheClient_KeepsToTheContract()
    {
        using var client = await RepositoryConnector.ConnectAsync(
            new()
            {
                Name = "contract",
                Site = RepositoryAddress.Parse(_host.CertificateAddress.AbsoluteUri, withCertificate: true, virtualProxy: null),
                Authentication = "Certificate",
                UserDirectory = "ACME",
                UserId = "admin",
                PrimaryHandler = () => _handler,
            },
            Stop);

        var anna = await client.Users.ResolveAsync(@"ACME\anna", Stop);
        var made = await client.CreateAsync(
            new()
            {
                Name = "contract",
                ConnectionString = @"\\fs01\data\",
                Type = "folder",
                Credential = new NetworkCredential("etl", "secret"),
                LogOn = QlikLogOn.CurrentUser,
                Architecture = QlikArchitecture.X64,
            },
            Stop
        );
        var changed = await client.UpdateAsync(
            made,
            new()
            {
                Name = "contract 2",
                Owner = anna,
                Tags = ["prod"],
                CustomProperties = new Dictionary<string, IReadOnlyList<string>> { ["Department"] = ["Sales"] },
            },
            Stop);
        Assert.Equal("contract 2", (await client.GetAsync(made.Id, detailed: true, Stop)).Name);
        Assert.NotEmpty(await RowsAsync(client, new() { Condensed = true }));
        Assert.NotEmpty(
            await RowsAsync(
                client,
                new()
                {
                    Names = [new(TextMatchKind.StartsWith, "contract")],
                    OrderBy = QlikSortKey.Modified,
                    Descending = true,
                    WithPrivileges = true,
                }
            )
        );
        await foreach (var page in client.ListAsync(new() { CountOnly = true, Tags = [new(TextMatchKind.Equal, "prod")] }, Stop))
        {
            Assert.True(page.Total > 0);
        }

        await client.DeleteAsync(changed.Id, Stop);
        QlikException gone = await Assert.ThrowsAsync<QlikApiException>(() => client.DeleteAsync(changed.Id, Stop));
        Assert.Equal(nameof(Strings.QlikDataConnectionNotFound), gone.ErrorId);

        Assert.True(_handler.Problems.Count == 0, string.Join("\n", _handler.Problems));
        Assert.All(
            _contract.Operations,
            operation => Assert.Contains(_contract.SeenOperations, seen => seen.StartsWith(operation.Id + " ", StringComparison.Ordinal))
        );
        Assert.Equal(7, _contract.Operations.Count);
        Assert.Equal(_contract.SchemaNames.Order(), _contract.SeenSchemas.Order());
        Assert.Equal(2, _contract.SecuritySchemes.Count);
    }

    private static async Task<List<QlikDataConnection>> RowsAsync(IDataConnectionClient client, DataConnectionQuery query)
    {
        var rows = new List<QlikDataConnection>();
        await foreach (var page in client.ListAsync(query, Stop))
        {
            rows.AddRange(page.Items);
        }

        return rows;
    }
}
