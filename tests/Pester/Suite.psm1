# What the test files share: the packaged module, the sandbox server on its socket, and its control endpoints.

$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))

# What the tests destroy is not the user's to keep.
if (-not $env:QLIKCONNECTIONS_RECOVERY_PATH) {
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path ([System.IO.Path]::GetTempPath()) "QlikConnections.$PID.recovery"
}

# Nor are their profiles; and no test signs in with those of the user.
$env:QLIKCONNECTIONS_PROFILE_PATH = Join-Path ([System.IO.Path]::GetTempPath()) "QlikConnections.$PID.profiles"
'QLIK_PROFILE', 'QLIK_TENANT', 'QLIK_API_KEY', 'QLIK_API_KEY_FILE', 'QLIK_SECRET_NAME', 'QLIK_SECRET_VAULT' |
    ForEach-Object { [System.Environment]::SetEnvironmentVariable($_, $null) }

function Get-ModuleManifestPath {
    if ($env:QLIKCONNECTIONS_MODULE) { return $env:QLIKCONNECTIONS_MODULE }
    $newest = Get-ChildItem -Path ([System.IO.Path]::Combine($root, 'output', 'QlikConnections', '*', 'QlikConnections.psd1')) | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $newest) { throw 'The module is not staged. Run: dotnet build' }
    $newest.FullName
}

function Get-RepositoryRoot { $root }

function Import-PackagedModule { Import-Module -Name (Get-ModuleManifestPath) -Global -Force }

function Start-SandboxServer {
    param([string[]] $ArgumentList = @())
    $assembly = $env:QLIKCONNECTIONS_SERVER
    if (-not $assembly) {
        $assembly = (Get-ChildItem -Path ([System.IO.Path]::Combine($root, 'tests', 'SandboxServer', 'bin', '*', 'net10.0', 'SandboxServer.dll')) | Sort-Object LastWriteTime | Select-Object -Last 1).FullName
    }
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    @($assembly) + $ArgumentList | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $ready = $process.StandardOutput.ReadLine() | ConvertFrom-Json
    $ready | Add-Member -NotePropertyName Process -NotePropertyValue $process -PassThru
}

function Stop-SandboxServer {
    param($Server)
    if ($Server) {
        # The server ends with its standard input.
        $Server.Process.StandardInput.Close()
        if (-not $Server.Process.WaitForExit(5000)) { $Server.Process.Kill() }
    }
}

# A client-managed site has control endpoints on its proxy's address.
function Invoke-Control {
    param($Server, [string] $Path, [string] $Method = 'Get', $Body)
    $splat = @{ Uri = "$(if ($Server.proxyUrl) { $Server.proxyUrl } else { $Server.url })/sandbox/$Path"; Method = $Method; SkipCertificateCheck = $true }
    if ($Body) { $splat.Body = $Body | ConvertTo-Json; $splat.ContentType = 'application/json' }
    Invoke-RestMethod @splat
}

function Clear-ServerRequest { param($Server) $null = Invoke-Control $Server requests Delete }

function Get-ServerRequest { param($Server) Invoke-Control $Server requests | ForEach-Object { $_ } }

function Add-ServerFault {
    param($Server, [hashtable] $Fault)
    $null = Invoke-Control $Server faults Post $Fault
}

function Clear-ServerFault { param($Server) $null = Invoke-Control $Server faults Delete }

function Set-ServerLatency { param($Server, [int] $Milliseconds) $null = Invoke-Control $Server "latency?milliseconds=$Milliseconds" Post }

function Add-ServerConnection { param($Server, [int] $Count) $null = Invoke-Control $Server "connections?count=$Count" Post }

function ConvertTo-Secret { param([string] $Text) ConvertTo-SecureString -String $Text -AsPlainText -Force }

function Connect-Server {
    param($Server, [string] $Name = 'server', [string] $Key = $Server.apiKey)
    Connect-QlikSession -Tenant $Server.url -ApiKey (ConvertTo-Secret $Key) -Name $Name
}

function Connect-Site {
    param($Site, [string] $Name = 'site', [hashtable] $Splat = @{})
    Connect-QlikSession -Server $Site.certificateUrl -CertificatePath $Site.clientPfx -CertificatePassword (ConvertTo-Secret $Site.pfxPassword) -TrustedRoot $Site.rootPem -Name $Name @Splat
}

# Makes a stand-in for the module of SecretManagement available, and returns it. Its variables are set with & (module) { ... }.
function Import-StandInVault {
    $folder = Join-Path $PSScriptRoot Vault
    if ($folder -notin ($env:PSModulePath -split [System.IO.Path]::PathSeparator)) {
        $env:PSModulePath = $folder + [System.IO.Path]::PathSeparator + $env:PSModulePath
    }
    Import-Module (Join-Path $folder Microsoft.PowerShell.SecretManagement) -Global -Force -PassThru
}

# An assembly that has the file's name inside, too; Add-Type's have a random one.
function New-StandInAssembly {
    param([string] $Path, [string] $Source)
    $null = [System.Reflection.Assembly]::LoadFrom((Join-Path $PSHOME 'Microsoft.CodeAnalysis.CSharp.dll'))
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
        [System.IO.Path]::GetFileNameWithoutExtension($Path),
        [Microsoft.CodeAnalysis.SyntaxTree[]] @([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($Source)),
        [Microsoft.CodeAnalysis.MetadataReference[]] @([Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)),
        [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new('DynamicallyLinkedLibrary'))
    $stream = [System.IO.File]::Create($Path)
    try { $result = $compilation.Emit($stream) } finally { $stream.Dispose() }
    if (-not $result.Success) { throw "$($result.Diagnostics)" }
}

# Starts the PowerShell that this one is, once more. As the .NET tool it is a library that dotnet runs.
function New-PowerShellStartInfo {
    param([string] $Script, [string[]] $ArgumentList = @('-Command', $Script))
    $path = (Get-Process -Id $PID).Path
    $start = [System.Diagnostics.ProcessStartInfo]::new($path)
    $library = if ([System.IO.Path]::GetFileNameWithoutExtension($path) -eq 'dotnet') { Join-Path $PSHOME 'pwsh.dll' }
    @($library) + '-NoProfile', '-NonInteractive' + $ArgumentList | Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $true
    $start
}

# The lines that a script writes in a fresh PowerShell.
function Invoke-InFreshPowerShell {
    param([string] $Script)
    $process = [System.Diagnostics.Process]::Start((New-PowerShellStartInfo $Script))
    $output = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    $output.Trim() -split '\r?\n'
}

# Whether the tests can mount a disk of their own: only root may, and not in every container.
function Test-Mount {
    if (-not $IsLinux -or (id -u) -ne 0) { return $false }
    $probe = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "mount-$(New-Guid)")
    mount -t tmpfs -o size=4k tmpfs $probe.FullName 2>$null
    $canMount = $LASTEXITCODE -eq 0
    if ($canMount) { umount $probe.FullName }
    Remove-Item $probe
    $canMount
}

# Looks again and again, because there is no event to wait for; says so when it never comes true.
function Wait-Until {
    param([scriptblock] $Condition, [string] $What = "$Condition")
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($watch.Elapsed.TotalSeconds -gt 60) { throw "This never came true: $What" }
        [System.Threading.Thread]::Sleep(10)
    }
}

# Until the server has ended everything that it was asked.
function Wait-ServerQuiet { param($Server) Wait-Until { (Invoke-Control $Server concurrency).now -eq 0 } 'the server is quiet' }

# Runs a script in a fresh runspace with the module imported, and returns what went into each stream.
function Invoke-InRunspace {
    param([string] $Script, [hashtable] $Variable = @{})
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
    $state.ImportPSModule((Get-ModuleManifestPath))
    $shell = [powershell]::Create($state)
    try {
        foreach ($entry in $Variable.GetEnumerator()) { $shell.Runspace.SessionStateProxy.SetVariable($entry.Key, $entry.Value) }
        $output = $shell.AddScript($Script).Invoke()
        [pscustomobject]@{
            Output = $output; Error = @($shell.Streams.Error); Warning = @($shell.Streams.Warning); Verbose = @($shell.Streams.Verbose)
            Debug = @($shell.Streams.Debug); Information = @($shell.Streams.Information); Progress = @($shell.Streams.Progress)
        }
    }
    finally { $shell.Runspace.Dispose(); $shell.Dispose() }
}

Export-ModuleMember -Function *
