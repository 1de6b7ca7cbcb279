using QlikConnections.Help;

if (args.Length != 2)
{
    Console.Error.WriteLine("Usage: QlikConnections.Help <folder with the pages> <help file to write>");
    return 2;
}

try
{
    var pages = Directory.GetFiles(args[0], "*-*.md").Order(StringComparer.Ordinal).Select(HelpPage.Read).ToList();
    MamlFile.Write(args[1], pages);
    return 0;
}
catch (HelpPageException e)
{
    // In the form of a compiler's error, so that the build shows it as one.
    Console.Error.WriteLine($"{e.Path} : error HELP001: {e.Message}");
    return 1;
}
