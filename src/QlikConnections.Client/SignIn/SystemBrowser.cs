using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QlikConnections.Client.SignIn;

/// <summary>The browser of the person at this computer.</summary>
public static class SystemBrowser
{
    /// <summary>Why there is no browser to start; null if there is one.</summary>
    public static string? Problem() =>
        Problem(
            Environment.GetEnvironmentVariable,
            File.Exists,
            RuntimeInformation.IsOSPlatform(OSPlatform.Linux),
            Environment.UserInteractive
        );

    /// <summary>The same, from what is known about a computer.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="exists">Whether a file exists.</param>
    /// <param name="isLinux">Whether it runs Linux.</param>
    /// <param name="isInteractive">Whether a person can see windows of the process.</param>
    public static string? Problem(Func<string, string?> variable, Func<string, bool> exists, bool isLinux, bool isInteractive)
    {
        bool Has(string name) => !string.IsNullOrEmpty(variable(name));
        return Has("BROWSER") ? null
            : Has("SSH_CONNECTION") ? Strings.BrowserOverSsh
            : !isInteractive ? Strings.BrowserNoDesktop
            : !isLinux ? null
            : Has("container") || exists("/.dockerenv") || exists("/run/.containerenv") ? Strings.BrowserInContainer
            : Has("DISPLAY") || Has("WAYLAND_DISPLAY") ? null
            : Strings.BrowserNoDesktop;
    }

    /// <summary>Opens an address: with the program in BROWSER if it is set, otherwise with the system's own.</summary>
    /// <returns>False if no browser could be started.</returns>
    public static bool TryStart(Uri address)
    {
        try
        {
            using var started = Process.Start(StartInfo(address));
            return true;
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The address is one argument, and no shell reads it: escaped as it is, it has neither blanks nor quotes.</summary>
    private static ProcessStartInfo StartInfo(Uri address)
    {
        var program = Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } own && File.Exists(own) ? own
            : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? null
            : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "open"
            : "xdg-open";
        return program is null
            ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(program, address.AbsoluteUri) { UseShellExecute = false };
    }
}
