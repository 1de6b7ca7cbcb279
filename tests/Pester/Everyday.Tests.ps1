# What an administrator meets every day: what -WhatIf shows, copies, undo, and what is said on the way.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $null
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'A change' {
    It 'of tags is shown as what is added and removed' {
        $text = & { Get-QlikDataConnection 'Sales DWH' -Space Finance | Set-QlikDataConnection -Tag new, prod -Confirm:$false -Verbose } 4>&1 | Out-String -Width 500
        $text | Should -Match "tags \(add 'new', remove 'release:2026-10'\)"
        $text | Should -Not -Match 'DcaasAPI'
    }

    It 'of a statement is shown as the part that changes' {
        $one = Get-QlikDataConnection 'CRM test' -Session site
        $text = & { $one | Set-QlikDataConnection -ConnectionString ($one.ConnectionString -replace 'pg09', 'pg10') -Confirm:$false -Verbose } 4>&1 | Out-String -Width 500
        $text | Should -Match "connect statement '\u2026host=pg09\u2026' -> '\u2026host=pg10\u2026'"
    }

    It 'is shown in the spelling of the site' {
        $text = & { Set-QlikDataConnection 'CRM test' -Session site -AddTag SHARED -CustomProperty @{ environment = 'prod' } -Confirm:$false -Verbose } 4>&1 | Out-String -Width 500
        $text | Should -MatchExactly "add 'shared'"
        $text | Should -MatchExactly "Environment 'Test' -> 'Prod'"
        (Get-QlikDataConnection 'CRM test' -Session site).CustomProperties['Environment'] | Should -BeExactly Prod
    }
}

Describe 'The time of a change' {
    It 'is on the object that <what> returns' -ForEach @(
        @{ what = 'Set -PassThru'; run = { Set-QlikDataConnection CRM -AddTag timed -PassThru } }
        @{ what = 'Set -Space -PassThru'; run = { Set-QlikDataConnection CRM -Space HR -PassThru } }
        @{ what = 'Move -PassThru'; run = { Move-QlikDataConnectionOwner CRM -Owner anna@acme.test -PassThru -WarningAction Ignore } }
        @{ what = 'Move -PassThru of several'; run = { Get-QlikDataConnection -Space HR | Move-QlikDataConnectionOwner -Owner bob@acme.test -PassThru -WarningAction Ignore } }
        @{ what = 'Set -PassThru on a site'; run = { Set-QlikDataConnection 'Old ERP' -Session site -NewName 'Older ERP' -PassThru } }
        @{ what = 'Restore'; run = { Remove-QlikDataConnection Payroll -Force; Restore-QlikDataConnection Payroll -WithoutSecret -WarningAction Ignore } }
    ) {
        $after = @(. $run)
        $after.Count | Should -BeGreaterThan 0
        foreach ($one in $after) { $one.Modified | Should -Be (Get-QlikDataConnection -Id $one.Id -Session $one.Session).Modified }
    }

    It 'costs one request for one connection' {
        $one = Get-QlikDataConnection -Space Sales -First 1
        Clear-ServerRequest $server
        $null = $one | Set-QlikDataConnection -NewName 'read back' -PassThru
        (Get-ServerRequest $server).method | Should -Be 'PATCH', 'GET'
    }
}

Describe 'A copy' {
    It 'says that the login is not copied, and how to link the credential' {
        $crm = Get-QlikDataConnection -Space Finance | Where-Object CredentialId | Select-Object -First 1
        $null = $crm | New-QlikDataConnection -Name 'CRM copy' -Space HR -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*login of '$($crm.Name)' is not copied*-CredentialId $($crm.CredentialId)*"
        $linked = $crm | New-QlikDataConnection -Name 'CRM linked' -Space HR -CredentialId $crm.CredentialId -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        $linked.CredentialId | Should -Be $crm.CredentialId
    }

    It 'says so on a site, of an exported row, and with -WhatIf' {
        $null = Get-QlikDataConnection 'CRM test' -Session site | New-QlikDataConnection -Name 'site copy' -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*login of 'CRM test'*-Credential*"
        $crm = Get-QlikDataConnection -Space Finance | Where-Object CredentialId | Select-Object -First 1
        $null = $crm | ConvertTo-Csv | ConvertFrom-Csv | New-QlikDataConnection -Name 'from csv' -Space HR -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*login of '$($crm.Name)'*"
    }

    It 'of a connection without a login says nothing' {
        $null = Get-QlikDataConnection 'Exchange rates' -Session site | New-QlikDataConnection -Name 'no login' -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'Undo' {
    It 'is named on the information stream of a deletion' {
        $line = Get-QlikDataConnection 'CRM copy' | Remove-QlikDataConnection -Force -InformationVariable told -InformationAction SilentlyContinue
        $line | Should -BeNullOrEmpty
        "$told" | Should -BeLike '*recovery.jsonl*Restore-QlikDataConnection*'
    }

    It 'of something that is not there is an error: <name>' -ForEach @{ name = 'nothing' }, @{ name = 'nothing*' } {
        Restore-QlikDataConnection $name -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryNotFound,*'
    }
}

Describe 'A missing tag of a site' {
    It 'is answered with the command that creates it, which works' {
        $tag = "new 'tag' $([guid]::NewGuid())"
        $caught = try { Set-QlikDataConnection 'CRM test' -Session site -AddTag $tag -ErrorAction Stop } catch { $_ }
        $command = [regex]::Match($caught.ErrorDetails.RecommendedAction, "Invoke-QlikRequest .* -Session 'site'").Value
        $null = Invoke-Expression $command
        (Set-QlikDataConnection 'CRM test' -Session site -AddTag $tag -PassThru).Tags | Should -Contain $tag
    }

    It 'and an unknown custom property or value name the management console' {
        foreach ($table in @{ Environment = 'Nowhere' }, @{ Envronment = 'Test' }) {
            $caught = try { Set-QlikDataConnection 'CRM test' -Session site -CustomProperty $table -ErrorAction Stop } catch { $_ }
            $caught.ErrorDetails.RecommendedAction | Should -BeLike '*management console*'
        }
    }
}

Describe 'A login for each connection' {
    It 'comes from a script block' {
        Clear-ServerRequest $server
        Get-QlikDataConnection CRM | Set-QlikDataConnection -Credential { [pscredential]::new("user of $($_.Name)", (ConvertTo-Secret p)) } -ErrorAction Stop
        @(Get-ServerRequest $server | Where-Object method -EQ PATCH).Count | Should -Be 1
    }

    It 'that is no login is refused with a sentence' {
        { Get-QlikDataConnection CRM | Set-QlikDataConnection -Credential 5 } | Should -Throw '*A login is expected*'
    }
}

Describe 'A cmdlet without input' {
    It '<_> asks for names' -ForEach 'Set-QlikDataConnection', 'Move-QlikDataConnectionOwner', 'Remove-QlikDataConnection' {
        $command = Get-Command $_
        $command.DefaultParameterSet | Should -Be ByName
        $command.Parameters['Name'].Attributes.HelpMessage | Where-Object { $_ } | Should -Match 'Names of data connections'
    }

    It 'Get-QlikDataCredential says that Qlik cannot list credentials' {
        $caught = try { Get-QlikDataCredential } catch { $_ }
        "$caught" | Should -BeLike '*cannot list credentials*'
        $caught.ErrorDetails.RecommendedAction | Should -BeLike '*Get-QlikDataConnection | Get-QlikDataCredential*'
    }
}
