using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;

namespace QlikConnections.Client.Http;

/// <summary>The handlers of one session: request log, the platform's own handlers, retry, network. Created at the first request, not at
/// import.</summary>
internal sealed class HandlerChain : IDisposable
{
    /// <summary>As many connections to one server as the largest -ThrottleLimit can use.</summary>
    public const int MostConnections = 64;

    private readonly ServiceCollection _services = new();
    private static readonly ThreadLocal<Random> Jitter = new(() => new Random());
    private readonly Lazy<ServiceProvider> _provider;
    private readonly ConcurrentBag<WeakReference<HttpMessageHandler>> _primaries = [];
    private readonly List<IDisposable> _owned = [];
    private RateBudget? _budget;

    public HandlerChain() => _provider = new Lazy<ServiceProvider>(Build);

    /// <summary>Adds a chain.</summary>
    /// <param name="name">The name for <see cref="Client"/>.</param>
    /// <param name="timeout">The longest wait for one response.</param>
    /// <param name="maxWait">The longest total time that a request waits for the rate limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limit">How much of a response is read.</param>
    /// <param name="primary">Creates the network handler.</param>
    /// <param name="platform">Create the platform's own handlers, the outermost first.</param>
    public void Add(
        string name,
        TimeSpan timeout,
        TimeSpan maxWait,
        TimeProvider time,
        BodyLimit limit,
        Func<HttpMessageHandler> primary,
        params Func<DelegatingHandler>[] platform
    )
    {
        var chain = _services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => Kept(primary()))
            .AddHttpMessageHandler(() => new RequestLogHandler());
        foreach (var handler in platform)
        {
            chain.AddHttpMessageHandler(handler);
        }

        // One budget for the life of the session, also for token requests, because handlers are replaced.
        var budget = _budget ??= new RateBudget(time);
        chain.AddHttpMessageHandler(() => new RateBudgetHandler(budget, maxWait, time, () => Jitter.Value!.NextDouble()));
        chain.AddHttpMessageHandler(() => new RetryHandler(timeout, time, limit));
    }

    /// <summary>A client of that chain.</summary>
    public HttpClient Client(string name) => _provider.Value.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    /// <summary>Registers what is disposed with the session: secrets and certificates.</summary>
    public void Own(IDisposable? resource)
    {
        if (resource is not null)
        {
            _owned.Add(resource);
        }
    }

    public void Dispose()
    {
        if (_provider.IsValueCreated)
        {
            _provider.Value.Dispose();
        }

        // The factory disposes them later by a timer, and they contain connections and certificates.
        foreach (var primary in _primaries)
        {
            if (primary.TryGetTarget(out var handler))
            {
                handler.Dispose();
            }
        }

        _owned.ForEach(o => o.Dispose());
    }

    private HttpMessageHandler Kept(HttpMessageHandler primary)
    {
        _primaries.Add(new WeakReference<HttpMessageHandler>(primary));
        return primary;
    }

    private ServiceProvider Build()
    {
        // The factory's own filters wire metrics and logging. Metrics would hand our private copy of IMeterFactory to the framework's
        // handler, which knows another type of that name; logging would write headers.
        _services.RemoveAll<IHttpMessageHandlerBuilderFilter>();
        return _services.BuildServiceProvider();
    }
}
