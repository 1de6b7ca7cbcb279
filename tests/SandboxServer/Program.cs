using System.Globalization;
using System.Text.Json;
using QlikConnections.Sandbox;
using SandboxServer;

// dotnet SandboxServer.dll [--https] [--empty] [--legacy] [--no-dcaas] [--dcaas-reference] [--deprecate-v1] [--latency ms] [--connections n] [--fault
// name]… [--allow-sign-ins] [--refresh-tokens rotated, kept or none] [--token-lifetime seconds]
// dotnet SandboxServer.dll --repository [--basic] [--login-page] [--echo-passwords] [--published-errors] [--latency ms] [--connections n]
// [--fault name]…
// dotnet SandboxServer.dll --network-proxy [user:password]
// Prints one line of JSON when it listens, and ends when its standard input does.
var https = false;
var latency = 0;
var connections = 0;
var repository = false;
var basic = false;
var loginPage = false;
var site = new RepositorySandboxOptions();
var tenant = new CloudSandboxOptions();
var faults = new List<string>();
for (var i = 0; i < args.Length; i++)
{
    string Value() => ++i < args.Length ? args[i] : throw new ArgumentException("A value is missing at the end of the command line.");
    switch (args[i])
    {
        case "--https":
            https = true;
            break;
        case "--repository":
            repository = true;
            break;
        case "--empty":
            tenant.Empty = site.Empty = true;
            break;
        case "--basic":
            basic = true;
            break;
        case "--login-page":
            loginPage = true;
            break;
        case "--echo-passwords":
            site.EchoPasswords = true;
            break;
        case "--published-errors":
            site.Errors = RepositoryErrors.Published;
            break;
        case "--latency":
            latency = int.Parse(Value(), CultureInfo.InvariantCulture);
            break;
        case "--connections":
            connections = int.Parse(Value(), CultureInfo.InvariantCulture);
            break;
        case "--fault":
            faults.Add(Value());
            break;
        case "--network-proxy":
            return await ProxyAsync(i + 1 < args.Length ? Value() : null);
        case var name when TenantArguments.Read(tenant, name, Value):
            break;
        default:
            await Console.Error.WriteLineAsync($"Unknown argument: {args[i]}");
            return 2;
    }
}

var delay = TimeSpan.FromMilliseconds(latency);
if (repository)
{
    await using var host = await RepositoryHost.StartAsync(
        new() { Sandbox = RepositorySandbox.Create(site), Latency = delay, BasicForWindows = basic, LoginPageAtOnce = loginPage });
    host.Sandbox.AddConnections(connections);
    await ServeAsync(host.Faults, Greeting.Of(host));
}
else
{
    await using var host = await SandboxHost.StartAsync(new() { Sandbox = CloudSandbox.Create(tenant), Https = https, Latency = delay });
    host.Sandbox.AddConnections(connections);
    await ServeAsync(host.Faults, Greeting.Of(host));
}
return 0;

// After its address it prints the request lines that it passed on, when its input ends.
async Task<int> ProxyAsync(string? login)
{
    await using var proxy = new NetworkProxy(login);
    await ServeAsync(new FaultPlan(), new { url = proxy.Address.GetLeftPart(UriPartial.Authority) });
    foreach (var line in proxy.Passed)
    {
        Console.WriteLine(line);
    }

    return 0;
}

async Task ServeAsync(FaultPlan plan, object greeting)
{
    foreach (var fault in faults)
    {
        plan.Add(FaultDescription.Named(fault));
    }

    Console.WriteLine(JsonSerializer.Serialize(greeting));
    while (await Console.In.ReadLineAsync() is not null)
    {
        // Whatever is written to us means nothing; only the end of the input does.
    }
}
