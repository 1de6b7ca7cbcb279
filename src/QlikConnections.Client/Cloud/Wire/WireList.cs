using System.Text.Json;

namespace QlikConnections.Client.Cloud.Wire;

/// <summary>Lists of objects in responses.</summary>
internal static class WireList
{
    /// <summary>The list, if it holds objects only: where null stands for one, nobody knows what is missing.</summary>
    /// <exception cref="JsonException">It holds null.</exception>
    public static IReadOnlyList<T>? WithoutNull<T>(IReadOnlyList<T>? list)
        where T : class => list?.Contains(null) == true ? throw new JsonException() : list;
}
