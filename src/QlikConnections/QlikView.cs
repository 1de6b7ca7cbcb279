using System.Reflection;
using QlikConnections.Loader;

namespace QlikConnections;

/// <summary>Functions for the module's views. Views can reach only this assembly, so it calls the other one.</summary>
public static class QlikView
{
    private static readonly Lazy<Func<string, object?, string>> Known = new(() =>
        (Func<string, object?, string>)
            Delegate.CreateDelegate(
                typeof(Func<string, object?, string>),
                ModuleLoader
                    .Cmdlets.GetType("QlikConnections.Commands.ViewText", throwOnError: true)!
                    .GetMethod("Of", BindingFlags.Public | BindingFlags.Static)!
            )
    );

    /// <summary>A connect statement without its secrets.</summary>
    public static string ConnectionString(string? text) => string.IsNullOrEmpty(text) ? "" : Known.Value(nameof(ConnectionString), text);

    /// <summary>The value of a data source's property without its secrets.</summary>
    /// <param name="name">The property's name.</param>
    /// <param name="value">Its value.</param>
    public static string Property(string name, object? value) => Known.Value(name, value);
}
