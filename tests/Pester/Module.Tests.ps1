BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    $script:manifest = Get-ModuleManifestPath
    $script:folder = Split-Path $manifest
    Import-PackagedModule
    $script:commands = Get-Command -Module QlikConnections
}

Describe 'The packaged module' {
    It 'has a valid manifest whose exports are exactly what is there' {
        $tested = Test-ModuleManifest -Path $manifest
        $tested.ExportedCmdlets.Keys | Sort-Object | Should -Be ($commands.Name | Sort-Object)
        $tested.ExportedFunctions.Count + $tested.ExportedAliases.Count + $tested.ExportedVariables.Count | Should -Be 0
    }

    It 'ships <_> with loader, cmdlets and no PowerShell stub' -ForEach 'Core', 'Desktop' {
        Join-Path $folder 'bin' $_ 'QlikConnections.dll' | Should -Exist
        Join-Path $folder 'bin' $_ 'isolated' 'QlikConnections.Cmdlets.dll' | Should -Exist
        Get-ChildItem (Join-Path $folder 'bin' $_) -Recurse -Filter 'System.Management.Automation*' | Should -BeNullOrEmpty
    }

    It 'uses approved verbs and the product prefix' {
        $approved = (Get-Verb).Verb
        foreach ($command in $commands) {
            $approved | Should -Contain $command.Verb
            $command.Noun | Should -BeLike 'Qlik*'
        }
    }

    It 'declares what each cmdlet emits' {
        $commands | Where-Object { $_.OutputType.Count -eq 0 } | Should -BeNullOrEmpty
    }

    It 'supports -WhatIf and -Confirm on every cmdlet that changes something' {
        $changers = $commands | Where-Object Verb -In 'New', 'Set', 'Remove', 'Move', 'Disconnect'
        $changers.Count | Should -BeGreaterOrEqual 5
        foreach ($command in $changers) {
            $command.Parameters.Keys | Should -Contain 'WhatIf'
            $command.Parameters.Keys | Should -Contain 'Confirm'
        }
    }

    It 'has no plain-text parameter for a secret' {
        # These say where a secret is.
        $places = 'SecretName', 'SecretVault', 'SecretFile'
        foreach ($parameter in $commands.Parameters.Values | Where-Object { $_.Name -match 'Key|Secret|Token|Password|Credential$' -and $_.Name -notin $places -and -not $_.SwitchParameter }) {
            # Those of Import can be tables; Import.Tests.ps1 shows that text is refused in them, too.
            $types = if ($parameter.ParameterSets.Keys -contains '__AllParameterSets' -and $parameter.Name -in 'Credential', 'Secret') {
                'SecureString', 'PSCredential', 'Object', 'IDictionary'
            }
            else { 'SecureString', 'PSCredential' }
            $parameter.ParameterType.Name | Should -BeIn $types
        }
    }
}

Describe 'An import that cannot work' {
    BeforeAll {
        # The message alone, in a process that has loaded no copy yet.
        function Get-ImportFailure([string] $Manifest, [string] $First = '') {
            Invoke-InFreshPowerShell "$First; try { Import-Module '$Manifest' -ErrorAction Stop; 'imported' } catch { `"`$_`" }"
        }

        function Copy-Module {
            $copy = Join-Path $TestDrive ([guid]::NewGuid())
            Copy-Item $folder $copy -Recurse
            $copy
        }
    }

    It 'names <_>, when it is missing' -ForEach 'QlikConnections.dll', 'isolated/QlikConnections.Cmdlets.dll', 'isolated/Polly.Core.dll', 'isolated/assemblies.txt' {
        $copy = Copy-Module
        Remove-Item ([System.IO.Path]::Combine($copy, 'bin', 'Core', $_))
        Get-ImportFailure "$copy/QlikConnections.psd1" | Should -BeLike "The module folder is incomplete: '*$_' is missing*. Install QlikConnections again."
    }

    It 'names an assembly that is empty' {
        $copy = Copy-Module
        Set-Content ([System.IO.Path]::Combine($copy, 'bin', 'Core', 'isolated', 'Polly.Core.dll')) -Value '' -NoNewline
        Get-ImportFailure "$copy/QlikConnections.psd1" | Should -BeLike "*Polly.Core.dll' is missing or empty*"
    }

    It 'lists every assembly beside the list, in <_>' -ForEach 'Core', 'Desktop' {
        $isolated = [System.IO.Path]::Combine($folder, 'bin', $_, 'isolated')
        $listed = Get-Content "$isolated/assemblies.txt" | Sort-Object
        $listed | Should -Be @((Get-ChildItem $isolated -Filter *.dll).Name | Sort-Object)
    }

    It 'says which PowerShell it needs' {
        Get-ImportFailure $manifest -First '$PSVersionTable["PSVersion"] = [semver] "7.2.24"' |
            Should -Be 'QlikConnections needs PowerShell 7.4 or later, or Windows PowerShell 5.1. This is PowerShell 7.2.24.'
    }

    It 'says that the language mode is in the way' {
        Get-ImportFailure $manifest -First '$ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"' |
            Should -BeLike 'QlikConnections cannot be loaded in ConstrainedLanguage mode*'
    }

    It 'names both copies' {
        $copy = Copy-Module
        Get-ImportFailure $manifest -First "Import-Module '$copy/QlikConnections.psd1'" |
            Should -BeLike "Another copy of QlikConnections is loaded from '$copy*'. Start a new PowerShell session to use the one in '$folder'."
    }
}

Describe 'Isolation' {
    It 'adds only its loader to the default load context' {
        $names = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | Where-Object { -not $_.IsDynamic -and $_.Location -like "$folder*" } | ForEach-Object { $_.GetName().Name }
        $names | Should -Be 'QlikConnections'
    }

    It 'keeps its packages to itself, also when older ones are loaded already' {
        # A process of its own: what is loaded cannot be unloaded. The stand-in has Polly's name and another version.
        New-StandInAssembly "$TestDrive/Polly.Core.dll" 'public static class Stand { }'
        $script = @"
[System.Reflection.Assembly]::LoadFrom('$TestDrive/Polly.Core.dll') | Out-Null
Import-Module '$manifest'
Connect-QlikSession -Sandbox Cloud | Out-Null
@([System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'Polly.Core' -and `$_.Location -like '$folder*' }).Count
@(Get-QlikDataConnection -First 3).Count
"@
        $output = Invoke-InFreshPowerShell $script
        $output | Should -Be '1', '3'
    }

    It 'exports its cmdlets again after -Force, and after removal and import' {
        $script = @"
Import-Module '$manifest'; Import-Module '$manifest' -Force; @(Get-Command -Module QlikConnections).Count
Remove-Module QlikConnections; @(Get-Command -Module QlikConnections -ListImported -ErrorAction Ignore).Count
Import-Module '$manifest'; @(Get-Command -Module QlikConnections).Count
"@
        Invoke-InFreshPowerShell $script | Should -Be "$($commands.Count)", '0', "$($commands.Count)"
    }

    It 'refuses to run a second copy on the first one''s code' {
        $copy = Join-Path $TestDrive 'QlikConnections'
        Copy-Item $folder $copy -Recurse
        { Import-Module (Join-Path $copy 'QlikConnections.psd1') -Force -ErrorAction Stop } | Should -Throw '*Another copy*'
        Import-PackagedModule
    }

    It 'explains a first copy of another version, which the runtime does not load at all' {
        New-StandInAssembly "$TestDrive/QlikConnections.dll" '[assembly: System.Reflection.AssemblyVersion("9.0.0.0")] namespace QlikConnections.Loader { public static class ModuleLoader { public static bool IsIn(string folder) => false; } }'
        $script = @"
`$null = [System.Reflection.Assembly]::LoadFrom('$TestDrive/QlikConnections.dll')
try { Import-Module '$manifest' } catch { "`$_" }
"@
        Invoke-InFreshPowerShell $script | Should -BeLike "Another copy*$TestDrive*"
    }

    It 'loads none of PowerShell''s own modules at import' {
        Invoke-InFreshPowerShell "Import-Module '$manifest'; (Get-Module).Name" | Should -Be 'QlikConnections'
    }

    It 'warns of Qlik-Cli, whose functions win' {
        $script = 'New-Module Qlik-Cli { function Get-QlikDataConnection { } } | Import-Module; $null = Connect-QlikSession -Sandbox Cloud; Remove-Module Qlik-Cli; $null = Connect-QlikSession -Sandbox Cloud -Name other'
        $run = Invoke-InRunspace -Script $script
        $run.Warning.Count | Should -Be 1
        "$($run.Warning)" | Should -BeLike '*QlikConnections\Get-QlikDataConnection*'
    }

    It 'keeps the sessions of two runspaces apart' {
        $null = Connect-QlikSession -Sandbox Cloud -Name here
        $other = Invoke-InRunspace -Script 'Get-QlikSession; Connect-QlikSession -Sandbox Cloud -Name there | Out-Null; (Get-QlikSession).Name'
        $other.Output | Should -Be 'there'
        (Get-QlikSession).Name | Should -Be 'here'
        Disconnect-QlikSession
    }
}
