# Pipes each file of rows into a command of the module, on a sandbox; writes what came of each as a line of JSON.
param([string] $Module, [string] $Folder)
$ErrorActionPreference = 'Continue'
$ConfirmPreference = 'None'
Import-Module $Module
$null = Connect-QlikSession -Sandbox Cloud -Name cloud
$null = Connect-QlikSession -Sandbox Repository -Name site
$result = [System.IO.StreamWriter]::new((Join-Path $Folder 'result.jsonl'))
foreach ($file in Get-ChildItem -LiteralPath $Folder -Filter *.csv) {
    $number = [int] $file.BaseName
    $session = @{ Session = 'cloud', 'site' | Select-Object -Index ($number % 2) }
    # What Import-Csv itself refuses is not the module's.
    $rows = try { @(Import-Csv -LiteralPath $file.FullName -ErrorAction Stop) } catch { @() }
    $said = @(try {
            switch ([Math]::Floor($number / 2) % 7) {
                0 { $rows | Set-QlikDataConnection @session -WhatIf *>&1 }
                1 { $rows | Set-QlikDataConnection @session *>&1 }
                2 { $rows | Move-QlikDataConnectionOwner @session -WhatIf *>&1 }
                3 { $rows | Remove-QlikDataConnection @session -WhatIf *>&1 }
                4 { $rows | New-QlikDataConnection @session -WhatIf *>&1 }
                5 { $rows | Get-QlikDataConnection @session *>&1 }
                6 { $rows | New-QlikDataConnection -Session cloud -Space HR *>&1 }
            }
        }
        catch { $_ })
    $problems = @($said | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
    # What PowerShell cannot bind it refuses itself; it keeps the row, too.
    $own, $bound = $problems.Where({ $_.Exception -isnot [System.Management.Automation.ParameterBindingException] }, 'Split')
    $foreign = @($own | Where-Object FullyQualifiedErrorId -NotLike 'Qlik*') + @($bound | Where-Object FullyQualifiedErrorId -NotMatch '^(Qlik|InputObject|ParameterArgument|AmbiguousParameterSet)')
    $shown = ($own + @($said | Where-Object { $_ -is [System.Management.Automation.InformationRecord] -or $_ -is [System.Management.Automation.WarningRecord] }) |
            ForEach-Object { "$_"; if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.Exception.ToString(); "$($_.TargetObject)"; $_.TargetObject | Format-List -Force * | Out-String -Width 1000 } }) -join "`n"
    $result.WriteLine((@{ Number = $number; Refused = $problems.Count -gt 0; Foreign = ($foreign | ForEach-Object { "$($_.FullyQualifiedErrorId): $($_.Exception)" }) -join "`n"; Shown = $shown } | ConvertTo-Json -Compress))
}
$result.Dispose()
