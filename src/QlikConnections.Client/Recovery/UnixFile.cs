using System.Runtime.InteropServices;
using System.Text;

namespace QlikConnections.Client.Recovery;

/// <summary>
/// The owner of a file and who can write to it, on Linux and macOS. .NET returns the mode, and not on every runtime, but neither the owner
/// nor whether it is a regular file: opening a named pipe could wait forever.
/// </summary>
internal sealed class UnixFile
{
    private const int TypeMask = 0xF000;
    private const int OrdinaryFile = 0x8000;
    private const int OthersMayWrite = 0x12; // group and everybody
    private const int HereBelow = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7FF;

    private const int LinkFile = 0xA000;
    private const int GroupMayWrite = 0x10;
    private const int AllMayWrite = 0x2;
    private const int GroupMayRead = 0x20;
    private const int AllMayRead = 0x4;
    private const int Sticky = 0x200;
    private const int Exists = 17;
    private const int LongestTarget = 4096;

    private readonly int _mode;
    private readonly uint _owner;
    private readonly uint _group;

    private UnixFile(int mode, uint owner, uint group)
    {
        _mode = mode;
        _owner = owner;
        _group = group;
    }

    /// <summary>True for a regular file; false for folders, links, pipes, sockets and devices.</summary>
    public bool IsOrdinary => (_mode & TypeMask) == OrdinaryFile;

    /// <summary>True for a symbolic link.</summary>
    public bool IsLink => (_mode & TypeMask) == LinkFile;

    /// <summary>True for a folder in which every user may create and delete files of their own only, as <c>/tmp</c>.</summary>
    public bool IsSticky => (_mode & Sticky) != 0;

    /// <summary>
    /// True for a folder in which everybody, or a group with other users, may create files. A group with the number of the owner is the
    /// owner's own.
    /// </summary>
    public bool IsShared => (_mode & AllMayWrite) != 0 || ((_mode & GroupMayWrite) != 0 && _group != 0 && _group != _owner);

    /// <summary>True if it belongs to the user of this process, or to root, who can do everything anyway.</summary>
    public bool IsOurs => BelongsTo(CurrentUser);

    /// <summary>The user of this process.</summary>
    public static uint CurrentUser => NativeMethods.EffectiveUser();

    /// <summary>True if another user can write to it.</summary>
    public bool IsWritableByOthers => (_mode & OthersMayWrite) != 0;

    /// <summary>
    /// True if another user can read it. The group of a file of root counts as ours: systemd gives a service access to its credential with
    /// an access list, which shows as the rights of the group.
    /// </summary>
    public bool IsReadableByOthers => (_mode & AllMayRead) != 0 || ((_mode & GroupMayRead) != 0 && !(_owner == 0 && _group == 0));

    /// <summary>True when it belongs to that user, or to root.</summary>
    public bool BelongsTo(uint user) => _owner == 0 || _owner == user;

    /// <summary>The state of a file or folder; null if the system does not return it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="followLink">True to follow a link.</param>
    public static UnixFile? At(string path, bool followLink)
    {
        var status = new byte[512];
        var name = Encoding.UTF8.GetBytes(path + '\0');
        try
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            {
                return NativeMethods.StatusOnLinux(HereBelow, name, followLink ? 0 : NoFollow, BasicStatus, status) == 0
                    ? new UnixFile(BitConverter.ToUInt16(status, 28), BitConverter.ToUInt32(status, 20), BitConverter.ToUInt32(status, 24))
                    : null;
            }

            if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
            {
                var isRead = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                    ? (followLink ? NativeMethods.StatusOnMac(name, status) : NativeMethods.LinkStatusOnMac(name, status))
                    : (followLink ? NativeMethods.StatusOnIntelMac(name, status) : NativeMethods.LinkStatusOnIntelMac(name, status));
                return isRead == 0
                    ? new UnixFile(BitConverter.ToUInt16(status, 4), BitConverter.ToUInt32(status, 16), BitConverter.ToUInt32(status, 20))
                    : null;
            }
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library from before 2018.
        }

        return null;
    }

    /// <summary>Where a link leads; null if it cannot be read.</summary>
    public static string? Target(string path)
    {
        var target = new byte[LongestTarget];
        var length = NativeMethods.ReadLink(Encoding.UTF8.GetBytes(path + '\0'), target, (UIntPtr)target.Length).ToInt64();
        return length <= 0 || length >= target.Length ? null : Encoding.UTF8.GetString(target, 0, (int)length);
    }

    /// <summary>Gives a file a second name, of which one process at most can be the first: File.Move looks for the target, and then
    /// renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The new name.</param>
    /// <returns>False where files cannot have two names.</returns>
    /// <exception cref="IOException">There is a file of that name.</exception>
    public static bool IsNamed(string path, string name)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return false;
        }

        var isNamed = NativeMethods.Link(Encoding.UTF8.GetBytes(path + '\0'), Encoding.UTF8.GetBytes(name + '\0')) == 0;
        return isNamed || Marshal.GetLastWin32Error() != Exists
            ? isNamed
            : throw new IOException(QlikFailure.Message(nameof(Strings.FileExists), name));
    }

    /// <summary>The layouts are part of the systems' binary interfaces: statx(2) is the same on every processor, stat(2) of macOS on both
    /// of its own.</summary>
    private static class NativeMethods
    {
        private const string C = "libc";

        [DllImport(C, EntryPoint = "geteuid")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern uint EffectiveUser();

        [DllImport(C, EntryPoint = "link", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Link(byte[] path, byte[] name);

        [DllImport(C, EntryPoint = "readlink")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern IntPtr ReadLink(byte[] path, byte[] target, UIntPtr size);

        [DllImport(C, EntryPoint = "statx")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StatusOnLinux(int folder, byte[] path, int flags, uint mask, byte[] status);

        [DllImport(C, EntryPoint = "stat")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StatusOnMac(byte[] path, byte[] status);

        [DllImport(C, EntryPoint = "lstat")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int LinkStatusOnMac(byte[] path, byte[] status);

        [DllImport(C, EntryPoint = "stat$INODE64")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int StatusOnIntelMac(byte[] path, byte[] status);

        [DllImport(C, EntryPoint = "lstat$INODE64")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int LinkStatusOnIntelMac(byte[] path, byte[] status);
    }
}
