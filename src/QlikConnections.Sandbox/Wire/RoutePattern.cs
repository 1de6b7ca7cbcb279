namespace QlikConnections.Sandbox.Wire;

/// <summary>A method and a path pattern, such as /data-connections/{id}.</summary>
internal abstract class RoutePattern(string method, string pattern)
{
    private readonly string[] _pattern = pattern.Split('/');

    public static IReadOnlyDictionary<string, string> NoValues { get; } = new Dictionary<string, string>();

    public string Method { get; } = method;

    /// <summary>More literal segments take precedence: /users/me before /users/{id}.</summary>
    public int Literals => _pattern.Count(part => !IsValue(part));

    /// <summary>The path values if the path matches, otherwise null.</summary>
    public IReadOnlyDictionary<string, string>? Match(string[] path)
    {
        if (path.Length != _pattern.Length)
        {
            return null;
        }

        Dictionary<string, string>? values = null;
        for (var i = 0; i < path.Length; i++)
        {
            if (IsValue(_pattern[i]))
            {
                (values ??= [])[_pattern[i].Trim('{', '}')] = path[i];
            }
            else if (_pattern[i] != path[i])
            {
                return null;
            }
        }
        return values ?? NoValues;
    }

    private static bool IsValue(string part) => part.Length > 0 && part[0] == '{';
}
