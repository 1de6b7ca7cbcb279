namespace QlikConnections.Help;

/// <summary>A page does not have the form that the help file needs.</summary>
internal sealed class HelpPageException(string path, string message) : Exception(message)
{
    /// <summary>The page.</summary>
    public string Path => path;
}
