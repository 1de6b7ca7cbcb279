# What the tests of the documentation share: where the package is, how pages are read, how their code is run.

# What the examples destroy is not the user's to keep.
if (-not $env:QLIKCONNECTIONS_RECOVERY_PATH) {
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath "QlikConnections.$PID.recovery"
}

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
    # A fresh runspace with the package, in a folder of its own. It has no user, so that a prompt is an error.
    param([string] $ModulePath, [string] $Folder, [switch] $Connected)

    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $prepare = {
        param($ModulePath, $Folder, $Connected)
        Set-Location -Path $Folder
        Import-Module -Name $ModulePath -ErrorAction Stop
        if ($Connected) { $null = Connect-QlikSession -Sandbox Cloud -ErrorAction Stop }
    }
    $null = New-Item -Path $Folder -ItemType Directory -Force
    Invoke-DocumentedCode -Runspace $runspace -Code $prepare -Argument $ModulePath, $Folder, $Connected.IsPresent | Out-Null
    $runspace
}

function Invoke-DocumentedCode {
    # Runs code as written and gives its output as text. Whatever goes wrong is thrown.
    param([runspace] $Runspace, [string] $Code, [object[]] $Argument = @())

    $shell = [powershell]::Create()
    try {
        $shell.Runspace = $Runspace
        $null = $shell.AddScript('$ErrorActionPreference = "Stop"').AddStatement().AddScript($Code)
        foreach ($value in $Argument) { $null = $shell.AddArgument($value) }
        $null = $shell.AddCommand('Out-String').AddParameter('Width', 130)
        $text = $shell.Invoke() -join ''
        if ($shell.Streams.Error.Count -gt 0) {
            throw "The code wrote an error: $($shell.Streams.Error[0])"
        }
        $text
    }
    finally {
        $shell.Dispose()
    }
}

function Get-MissingLine {
    # The promised lines that did not come out. Blanks do not count, nor do lines that are not output of the pipeline or depend on
    # the clock or the width of the console.
    param([AllowNull()] [string] $Promised, [string] $Output)

    $plain = { param($Text) ($Text -replace '\s+', ' ').Trim() }
    $there = @($Output -split '\r?\n' | ForEach-Object { & $plain $_ })
    foreach ($line in "$Promised" -split '\n') {
        $line = & $plain $line
        $isFixed = $line -and $line -notmatch '^(What if:|WARNING:|-[- ]*$)|\d{4}-\d\d-\d\d \d\d:\d\d|\d\d/\d\d/\d{4}|\u2026'
        if ($isFixed -and $line -notin $there) { $line }
    }
}
