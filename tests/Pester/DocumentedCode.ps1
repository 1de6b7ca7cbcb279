# What the tests of the documentation share: where the package is, how pages are read, how their code is run.

function Get-PackagedModulePath {
    if ($env:QLIKCONNECTIONS_MODULE) {
        return $env:QLIKCONNECTIONS_MODULE
    }

    $output = Join-Path -Path (Split-Path -Path (Split-Path -Path $PSScriptRoot)) -ChildPath 'output/QlikConnections'
    $newest = Get-ChildItem -Path (Join-Path -Path $output -ChildPath '*/QlikConnections.psd1') |
        Sort-Object -Property { [version]$_.Directory.Name } | Select-Object -Last 1
    if (-not $newest) {
        throw "There is no packaged module in '$output'. Build it, or name its manifest in QLIKCONNECTIONS_MODULE."
    }
    $newest.FullName
}

function Get-CodeFence {
    # The fenced blocks of a text, in order, as objects with Kind, Text, NeedsTenant and NotInLegacy.
    param([string] $Text)

    foreach ($match in [regex]::Matches($Text, '(?ms)^```(?<kind>\w+)[ \t]*\n(?<text>.*?)^```[ \t]*$')) {
        [pscustomobject]@{
            Kind        = $match.Groups['kind'].Value
            Text        = $match.Groups['text'].Value.TrimEnd()
            NeedsTenant = $match.Groups['text'].Value.StartsWith('# needs a tenant')
            NotInLegacy = $match.Groups['text'].Value.StartsWith('# not in the Legacy dialect')
        }
    }
}

function Get-TopicCode {
    # The code of an about topic: paragraphs that are indented by eight blanks or more and begin with a command, a variable or a value.
    # What needs a server, another module, somebody to ask, or the files or environment of the user is left out; tables of commands are no
    # code.
    param([string] $Text)

    foreach ($match in [regex]::Matches($Text, '(?m)(?<=^\n|^[A-Z][A-Z ,()-]+\n)(?:^ {8}.*\n(?:\n(?= {8}))*)+')) {
        $code = ($match.Value -replace '(?m)^ {8}').TrimEnd()
        $lines = @($code -split '\n' | Where-Object { $_ -notmatch '^\s*#' })
        $first = ($lines[0] -split '\s')[0]
        $isCode = $first -match '^[$'']|^try$' -or ($first -match '^\w+-\w+$' -and (Get-Command -Name $first -ErrorAction Ignore))
        if ($isCode -and "$lines" -notmatch '-Tenant |-Server |Qlik-Cli|Read-Host|Get-Secret|-Secret|-Profile |Connect-QlikSession -Verbose|-Context |~/|-Qlik\w+ {2,}\w+-Qlik') { $code }
    }
}

function Get-HelpPage {
    # A page in the PlatyPS schema, taken apart.
    param([string] $Path)

    $text = (Get-Content -Path $Path -Raw -Encoding utf8) -replace '\r', ''
    $section = @{}
    $parts = [regex]::Split($text, '(?m)^## (.+)$')
    for ($i = 1; $i -lt $parts.Count; $i += 2) {
        $section[$parts[$i].Trim()] = $parts[$i + 1].Trim()
    }

    $entries = {
        param($Body, $Pattern)
        $found = [regex]::Split($Body, "(?m)^### $Pattern$")
        for ($i = 1; $i -lt $found.Count; $i += 2) {
            [pscustomobject]@{ Name = $found[$i].Trim(); Body = $found[$i + 1].Trim() }
        }
    }

    [pscustomobject]@{
        Text       = $text
        Section    = $section
        Synopsis   = $section['SYNOPSIS']
        Syntax     = @(& $entries $section['SYNTAX'] '(.+)')
        Examples   = @(& $entries $section['EXAMPLES'] '(.+)')
        Parameters = @(& $entries $section['PARAMETERS'] '-(\w+)')
        Outputs    = @(& $entries $section['OUTPUTS'] '(.+)')
        Links      = @([regex]::Matches($section['RELATED LINKS'], '\]\(([^)]+)\)') | ForEach-Object { $_.Groups[1].Value })
    }
}

function New-DocumentedRunspace {
    # A fresh runspace with the package, in a folder of its own. It has no user, so that a prompt is an error. Other runspaces and
    # processes find the package by its name, as if it was installed, and PowerShell as pwsh.
    param([string] $ModulePath, [string] $Folder, [switch] $Connected)

    # A stand-in is found before the module of SecretManagement: the documentation must not write into the vaults of the user.
    $package = Split-Path -Path (Split-Path -Path (Split-Path -Path $ModulePath))
    foreach ($modules in $package, (Join-Path -Path $PSScriptRoot -ChildPath Vault)) {
        if ($modules -notin ($env:PSModulePath -split [System.IO.Path]::PathSeparator)) {
            $env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath
        }
    }

    # The files that pages name, as the user has them: a certificate with its key, and the secret of a client.
    if (-not $script:documentedFile) {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=QlikClient', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([System.DateTimeOffset]::UtcNow.AddDays(-1), [System.DateTimeOffset]::UtcNow.AddYears(1))
        $script:documentedFile = @{
            'client.pem'     = $certificate.ExportCertificatePem()
            'client_key.pem' = $key.ExportPkcs8PrivateKeyPem()
            'robot.secret'   = 'made-up-secret'
        }
    }
    $null = New-Item -Path $Folder -ItemType Directory -Force
    foreach ($name in $documentedFile.Keys) {
        $file = Join-Path -Path $Folder -ChildPath $name
        Set-Content -Path $file -Value $documentedFile[$name]
        if ([System.IO.Path]::DirectorySeparatorChar -eq '/') { chmod 600 $file }
    }
    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $prepare = {
        param($ModulePath, $Folder, $Connected)
        Set-Location -Path $Folder
        function global:pwsh {
            # PowerShell as a .NET tool is a library that dotnet runs.
            $program = (Get-Process -Id $PID).Path
            $library = if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path -Path $PSHOME -ChildPath pwsh.dll }
            & $program @(@($library) + $args | Where-Object { $_ })
        }
        Import-Module -Name $ModulePath -ErrorAction Stop
        if ($Connected) { $null = Connect-QlikSession -Sandbox Cloud -ErrorAction Stop }
    }
    # What one page deletes is not what the next one restores.
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path -Path $Folder -ChildPath recovery
    $env:QLIKCONNECTIONS_PROFILE_PATH = Join-Path -Path $Folder -ChildPath profiles
    Invoke-DocumentedCode -Runspace $runspace -Code $prepare -Argument $ModulePath, $Folder, $Connected.IsPresent | Out-Null
    $runspace
}

function Invoke-DocumentedCode {
    # Runs code as written. Gives what a console shows: Output, which is what the pipeline returns, and Notices, which are the lines of
    # -WhatIf and the warnings. Whatever goes wrong is thrown.
    param([runspace] $Runspace, [string] $Code, [object[]] $Argument = @())

    $log = [System.IO.Path]::GetTempFileName()
    $shell = [powershell]::Create()
    try {
        $shell.Runspace = $Runspace
        $null = $shell.AddScript('param($Path) $ErrorActionPreference = "Stop"; $null = Start-Transcript -Path $Path -UseMinimalHeader')
        $null = $shell.AddArgument($log).AddStatement().AddScript($Code)
        foreach ($value in $Argument) { $null = $shell.AddArgument($value) }
        $null = $shell.AddCommand('Out-String').AddParameter('Width', 130)
        $text = $shell.Invoke() -join ''
        if ($shell.Streams.Error.Count -gt 0) {
            throw "The code wrote an error: $($shell.Streams.Error[0])"
        }
    }
    finally {
        $shell.Commands.Clear()
        $null = $shell.AddScript('$null = Stop-Transcript').Invoke()
        $shell.Dispose()
        $transcript = Get-Content -Path $log -Raw -Encoding utf8
        Remove-Item -Path $log
    }
    [pscustomobject]@{
        Output  = $text
        Notices = [regex]::Matches($transcript, '(?m)^(What if|WARNING): .*$').Value -join "`n"
    }
}

function Get-PlainLine {
    # The lines of a text without repeated blanks, as widths of columns depend on the console; and without empty lines and rulers.
    param([AllowNull()] [string] $Text)

    "$Text" -split '\r?\n' | ForEach-Object { ($_ -replace '\s+', ' ').Trim() } | Where-Object { $_ -and $_ -notmatch '^[- ]+$' }
}

# Lines that depend on the clock, on chance or on the width of the console are not compared.
$volatile = '\d{4}-\d\d-\d\d \d\d:\d\d|\d\d/\d\d/\d{4}|[0-9a-f]{8}-[0-9a-f]{4}|\b[0-9a-f]{32}\b|\u2026'

function Get-MissingLine {
    # The promised lines that did not come out.
    param([AllowNull()] [string] $Promised, [pscustomobject] $Run)

    $there = @(Get-PlainLine -Text "$($Run.Output)`n$($Run.Notices)")
    Get-PlainLine -Text $Promised |
        Where-Object { $_ -notmatch $volatile -and $_ -ne '...' -and $_ -notin $there }
}

function Get-SurplusLine {
    # What came out, but is not shown: warnings always; other lines if the page shows the output, unless it says with ... that it shows a part.
    param([AllowNull()] [string] $Promised, [pscustomobject] $Run)

    $shown = @(Get-PlainLine -Text $Promised)
    $isPart = -not $shown -or '...' -in $shown
    Get-PlainLine -Text "$(if (-not $isPart) { $Run.Output })`n$($Run.Notices)" |
        Where-Object { $_ -notin $shown -and ($_ -like 'WARNING: *' -or (-not $isPart -and $_ -notmatch $volatile)) }
}
