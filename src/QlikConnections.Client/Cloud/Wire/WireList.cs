using System.Text.Json;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>Lists of objects in responses.</summary>
internal static class WireList
{
    /// <summary>The list, if it contains objects only: if an element is null, it is unknown what is missing.</summary>
    /// <exception cref="JsonException">It holds null.</exception>
    public static IReadOnlyList<T>? WithoutNull<T>(IReadOnlyList<T>? list)
        where T : class => list?.Contains(null) == true ? throw new JsonException() : list;
}
