using System.Reflection;
using QlikConnections.Loader;

namespace QlikConnections;

/// <summary>What the module's views ask for. Views can reach this assembly alone, so it asks the one that knows.</summary>
public static class QlikView
{
    private static readonly Lazy<Func<string, object?, string>> Known = new(() => (Func<string, object?, string>)Delegate.CreateDelegate(
        typeof(Func<string, object?, string>),
        ModuleLoader.Cmdlets.GetType("QlikConnections.Commands.ViewText", throwOnError: true)!.GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!));

    /// <summary>A connect statement without its secrets.</summary>
    public static string ConnectionString(string? text) => string.IsNullOrEmpty(text) ? "" : Known.Value(nameof(ConnectionString), text);

    /// <summary>The value of a data source's property without its secrets.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">Its value.</param>
    public static string Property(string name, object? value) => Known.Value(name, value);
}
