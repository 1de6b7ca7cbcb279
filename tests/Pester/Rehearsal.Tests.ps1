# -WhatIf refuses what the real run would refuse, and approves what the real run does.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Connect-Server $server -Name member -Key $server.memberApiKey
    $script:site = Start-SandboxServer '--repository'
    $null = Connect-Site $site -Name site
    $null = Get-QlikDataConnection -Session server, member
    function Sent { param($Where) @(Get-ServerRequest $Where | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Subject { param($Space = 'HR') New-QlikDataConnection "subject $([guid]::NewGuid())" rest -Space $Space -Property @{ url = 'https://x.test' } -Session server }
    function New-SiteSubject { New-QlikDataConnection "subject $([guid]::NewGuid())" -Type folder -ConnectionString 'C:\x\' -Session site }

    # What a command says is wrong: rehearsed, and for real.
    function Read-Both {
        param([scriptblock] $Run, $Where)
        Clear-ServerRequest $Where
        $rehearsed = & { $WhatIfPreference = $true; try { & $Run 2>&1 } catch { $_ } }
        @(Sent $Where).Count | Should -Be 0
        $real = & { try { & $Run 2>&1 } catch { $_ } }
        [pscustomobject]@{ Rehearsed = @($rehearsed | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }); Real = @($real | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) }
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'A rehearsal' {
    It 'refuses on Qlik Cloud what the real run refuses: <what>' -ForEach @(
        @{ what = 'a taken name'; id = 'QlikConflict'; run = { $a | Set-QlikDataConnection -NewName $b.Name } }
        @{ what = 'a name that is taken in the new space'; id = 'QlikConflict'; run = { $twin | Set-QlikDataConnection -Space HR } }
        @{ what = 'a name that is taken in the new space, with a new owner'; id = 'QlikConflict'; run = { $twin | Move-QlikDataConnectionOwner -Owner anna@acme.test -Space HR -WarningAction Ignore } }
        @{ what = 'an unknown property'; id = 'QlikPropertyInvalid'; run = { $a | Set-QlikDataConnection -Property @{ nowhere = 1 } } }
        @{ what = 'a credential that is not there'; id = 'QlikCredentialNotFound'; run = { $a | Set-QlikDataConnection -CredentialId ([guid]::NewGuid()) } }
        @{ what = 'a type'; id = 'QlikNotSupported'; run = { $a | Set-QlikDataConnection -Type folder } }
        @{ what = 'a custom property'; id = 'QlikNotSupported'; run = { $a | Set-QlikDataConnection -CustomProperty @{ a = 'b' } } }
        @{ what = 'too many tags'; id = 'QlikTooManyTags'; run = { $a | Set-QlikDataConnection -AddTag (1..32) } }
        @{ what = 'an unknown space'; id = 'QlikSpaceNotFound'; run = { $a | Set-QlikDataConnection -Space Nowhere } }
        @{ what = 'an unknown owner'; id = 'QlikUserNotFound'; run = { $a | Move-QlikDataConnectionOwner -Owner nobody@acme.test } }
        @{ what = 'a connection that is not there'; id = 'QlikDataConnectionNotFound'; run = { [guid]::NewGuid() | Remove-QlikDataConnection -Confirm:$false } }
        @{ what = 'an owner by somebody who is no admin'; id = 'QlikAccessDenied'; run = { $mine | Move-QlikDataConnectionOwner -Owner anna@acme.test } }
        @{ what = 'the personal space by somebody who is no admin'; id = 'QlikAccessDenied'; run = { $shared | Set-QlikDataConnection -Space Personal } }
        @{ what = 'the personal space for several connections'; id = 'QlikAccessDenied'; run = { $shared, $other | Set-QlikDataConnection -Space Personal } }
        @{ what = 'the personal space together with a name'; id = 'QlikAccessDenied'; run = { $shared | Set-QlikDataConnection -Space Personal -NewName "x $($a.Id)" } }
        @{ what = 'an owner and a space by somebody who is no admin'; id = 'QlikAccessDenied'; run = { $shared | Move-QlikDataConnectionOwner -Owner anna@acme.test -Space Personal } }
        @{ what = 'a taken name of a connection that the user only reads'; id = 'QlikAccessDenied'; run = { $foreign | Set-QlikDataConnection -NewName $second.Name } }
        @{ what = 'a taken name in a space where the user only reads'; id = 'QlikAccessDenied'; run = { $namesake | Set-QlikDataConnection -Space $readOnly } }
        @{ what = 'a new connection in a space where the user only reads'; id = 'QlikAccessDenied'; run = { New-QlikDataConnection "x $($a.Id)" rest -Space $readOnly -Property @{ url = 'https://x.test' } -Session member } }
        @{ what = 'a new connection with a taken name there'; id = 'QlikAccessDenied'; run = { New-QlikDataConnection $foreign.Name rest -Space $readOnly -Property @{ url = 'https://x.test' } -Session member } }
        @{ what = 'a rebuild by somebody who only reads'; id = 'QlikAccessDenied'; run = { $foreign | Set-QlikDataConnection -Rebuild -Force -Property @{ host = 'x' } } }
        @{ what = 'a space where the user only reads'; id = 'QlikAccessDenied'; run = { $mine | Set-QlikDataConnection -Space $readOnly } }
        @{ what = 'a change by somebody who only reads'; id = 'QlikAccessDenied'; run = { $foreign | Set-QlikDataConnection -NewName "x $($a.Id)" } }
        @{ what = 'a deletion by somebody who only reads'; id = 'QlikAccessDenied'; run = { $foreign | Remove-QlikDataConnection -Confirm:$false -NoRecovery } }
    ) {
        $a, $b = (New-Subject), (New-Subject)
        $twin = New-QlikDataConnection $a.Name rest -Space Archive -Property @{ url = 'https://x.test' } -Session server
        $mine = New-QlikDataConnection "mine $($a.Id)" rest -Property @{ url = 'https://x.test' } -Session member
        $foreign = Get-QlikDataConnection -Session member | Where-Object { $_.Privileges -notcontains 'update' -and $_.DataSourceId } | Select-Object -First 1
        $readOnly = Get-QlikSpace -Session member | Where-Object Id -EQ $foreign.SpaceId
        $shared, $other = 1..2 | ForEach-Object { New-QlikDataConnection "shared $_ $($a.Id)" rest -Space HR -Property @{ url = 'https://x.test' } -Session member }
        $second = Get-QlikDataConnection -Space $readOnly -Session member | Where-Object { $_.Id -ne $foreign.Id } | Select-Object -First 1
        $namesake = New-QlikDataConnection $foreign.Name rest -Property @{ url = 'https://x.test' } -Session member
        $foreign, $readOnly, $second | Should -Not -BeNullOrEmpty
        $both = Read-Both $run $server
        $namesake | Remove-QlikDataConnection -Force -NoRecovery
        $both.Rehearsed.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $both.Real.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'says when it cannot be read what the user may do: <what>' -ForEach @(
        @{ what = 'roles are not shown'; body = '{"id":"ID","name":"Bob"}'; warns = $true }
        @{ what = 'roles may come from a group'; body = '{"id":"ID","name":"Bob","assignedRoles":[],"assignedGroups":[{"id":"g"}]}'; warns = $true }
        @{ what = 'a role of the tenant''s own'; body = '{"id":"ID","name":"Bob","assignedRoles":[{"name":"Movers","type":"custom","level":"user"}]}'; warns = $true }
        @{ what = 'another kind of admin'; body = '{"id":"ID","name":"Bob","assignedRoles":[{"name":"DataAdmin","type":"default","level":"admin"}]}'; warns = $true }
        @{ what = 'an admin'; body = '{"id":"ID","name":"Bob","assignedRoles":[{"name":"TenantAdmin","type":"default","level":"admin"}]}'; warns = $false }
    ) {
        $shared = 1..3 | ForEach-Object { New-QlikDataConnection "unread $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } -Session member }
        Add-ServerFault $server @{ method = 'GET'; path = '/users/me$'; kind = 'status'; status = 200; body = $body.Replace('ID', (Get-QlikSession member).UserId); times = 9 }
        try {
            $shared | Set-QlikDataConnection -Space Personal -WhatIf -WarningVariable warning -WarningAction SilentlyContinue -ErrorAction Stop
        }
        finally { Clear-ServerFault $server }
        @($warning | Where-Object { "$_" -match 'TenantAdmin' }).Count | Should -Be ([int] $warns)
    }

    It 'reads what the user may do once for all connections' {
        $shared = 1..3 | ForEach-Object { New-QlikDataConnection "once $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } -Session member }
        Clear-ServerRequest $server
        $shared | Set-QlikDataConnection -Space Personal -WhatIf -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be (@('QlikAccessDenied,QlikConnections.Commands.SetQlikDataConnectionCommand') * 3)
        @(Get-ServerRequest $server | Where-Object path -Like '*users/me*').Count | Should -Be 1
    }

    It 'says on a site that it could not check whether the user may create connections' {
        $null = New-QlikDataConnection "x $([guid]::NewGuid())" -Type folder -ConnectionString 'C:\x\' -Session site -WhatIf -WarningVariable warning -WarningAction SilentlyContinue
        "$warning" | Should -Match 'Could not check whether'
    }

    It 'refuses on a site what the real run refuses: <what>' -ForEach @(
        @{ what = 'an unknown tag'; id = 'QlikTagNotFound'; run = { $a | Set-QlikDataConnection -AddTag nowhere } }
        @{ what = 'an unknown tag in a row'; id = 'QlikTagNotFound'; run = { [pscustomobject]@{ Id = $a.Id; AddTag = 'nowhere' } | Set-QlikDataConnection -Session site } }
        @{ what = 'an unknown custom property'; id = 'QlikCustomPropertyNotFound'; run = { $a | Set-QlikDataConnection -CustomProperty @{ Nowhere = 'x' } } }
        @{ what = 'an unknown value'; id = 'QlikCustomPropertyInvalid'; run = { $a | Set-QlikDataConnection -CustomProperty @{ Department = 'x' } } }
        @{ what = 'a space'; id = 'QlikNotSupported'; run = { $a | Set-QlikDataConnection -Space HR } }
        @{ what = 'a property'; id = 'QlikNotSupported'; run = { $a | Set-QlikDataConnection -Property @{ host = 'x' } } }
        @{ what = 'a taken name'; id = 'QlikConflict'; run = { $a | Set-QlikDataConnection -NewName $b.Name.ToUpperInvariant() } }
        @{ what = 'a taken name of a new connection'; id = 'QlikConflict'; run = { New-QlikDataConnection $b.Name -Type folder -ConnectionString 'C:\x\' -Session site } }
    ) {
        $a, $b = (New-SiteSubject), (New-SiteSubject)
        $both = Read-Both $run $site
        $both.Rehearsed.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $both.Real.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'looks up once what many rows name' {
        $subjects = 1..5 | ForEach-Object { New-SiteSubject }
        Clear-ServerRequest $site
        $subjects | ForEach-Object { [pscustomobject]@{ Id = $_.Id; AddTag = 'nowhere' } } | Set-QlikDataConnection -Session site -WhatIf -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 5
        @(Get-ServerRequest $site | Where-Object path -Like '*qrs/tag*').Count | Should -BeLessOrEqual 2
    }

    It 'approves what the real run does, in the same words' {
        $a = New-Subject
        $words = foreach ($common in '-WhatIf', '-Confirm:$false -Verbose') {
            $script = "`$null = Connect-QlikSession '$($server.url)' -ApiKey (ConvertTo-SecureString '$($server.apiKey)' -AsPlainText -Force) -Name server
                Start-Transcript -LiteralPath '$TestDrive/words.txt' | Out-Null
                Set-QlikDataConnection -Id $($a.Id) -NewName 'new $($a.Id)' -AddTag x -Space Archive $common
                Stop-Transcript | Out-Null"
            $null = Invoke-InRunspace $script
            [regex]::Match((Get-Content "$TestDrive/words.txt" -Raw), 'Performing the operation "(?<words>[^"]*)" on target "(?<target>[^"]*)"').Groups['words', 'target'].Value -join '|'
        }
        $words[0] | Should -Not -BeNullOrEmpty
        $words[0] | Should -Be $words[1]
    }
}

Describe 'A rehearsal of Restore' {
    BeforeEach { $script:folder = Join-Path $TestDrive "$([guid]::NewGuid())" }

    It 'refuses what the real run refuses: <what>' -ForEach @(
        @{ what = 'a space where the user only reads'; id = 'QlikAccessDenied'; times = 2; session = 'member'; remove = {
                $foreign = Get-QlikDataConnection -Session member | Where-Object { $_.Privileges -notcontains 'update' -and $_.SpaceId } | Select-Object -First 1
                1..2 | ForEach-Object { New-QlikDataConnection "$name $_" rest -Space $foreign.SpaceId -Property @{ url = 'https://x.test' } -Session server } |
                    Remove-QlikDataConnection -Force -RecoveryPath $folder
            }
        }
        @{ what = 'the same name of two personal spaces, as the first belongs to the user at first'; id = 'QlikConflict'; times = 1; session = 'server'; remove = {
                'server', 'member' | ForEach-Object { New-QlikDataConnection "$name 1" rest -Property @{ url = 'https://x.test' } -Session $_ | Remove-QlikDataConnection -Force -RecoveryPath $folder }
            }
        }
        @{ what = 'the same name of two owners of a site'; id = 'QlikConflict'; times = 1; session = 'site'; remove = {
                'ACME\anna', 'INTERNAL\sa_api' | ForEach-Object { New-QlikDataConnection "$name 1" -Type folder -ConnectionString 'C:\x\' -Owner $_ -Session site | Remove-QlikDataConnection -Force -RecoveryPath $folder }
            }
        }
    ) {
        $name = "lost $([guid]::NewGuid())"
        & $remove
        @(Restore-QlikDataConnection -List -RecoveryPath $folder).Count | Should -Be 2
        Clear-ServerRequest $(if ($session -eq 'site') { $site } else { $server })
        $splat = @{ Name = "$name*"; RecoveryPath = $folder; Session = $session; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
        Restore-QlikDataConnection @splat -WhatIf -ErrorVariable rehearsed
        @(Sent $(if ($session -eq 'site') { $site } else { $server })).Count | Should -Be 0
        $restored = @(Restore-QlikDataConnection @splat -ErrorVariable real)
        $rehearsed.FullyQualifiedErrorId | Should -Be (@("$id,QlikConnections.Commands.RestoreQlikDataConnectionCommand") * $times)
        $real.FullyQualifiedErrorId | Should -Be $rehearsed.FullyQualifiedErrorId
        $real.TargetObject.Id | Should -Be $rehearsed.TargetObject.Id
        $restored.Count | Should -Be (2 - $times)
        $restored | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'approves what the real run restores, and reads no roles in spaces where the user may add' {
        $name = "lost $([guid]::NewGuid())"
        1..3 | ForEach-Object { New-QlikDataConnection "$name $_" rest -Space HR -Property @{ url = 'https://x.test' } -Session server } | Remove-QlikDataConnection -Force -RecoveryPath $folder
        Clear-ServerRequest $server
        Restore-QlikDataConnection "$name*" -RecoveryPath $folder -Session member -WhatIf -ErrorAction Stop
        @(Get-ServerRequest $server | Where-Object path -Like '*users/me*').Count | Should -Be 0
        @(Restore-QlikDataConnection "$name*" -RecoveryPath $folder -Session member -ErrorAction SilentlyContinue).Count | Should -Be 3
    }

    It 'says when it could not check whether the user may add connections' {
        $null = New-SiteSubject | Remove-QlikDataConnection -Force -RecoveryPath $folder
        Restore-QlikDataConnection subject* -RecoveryPath $folder -Session site -WhatIf -WarningVariable warning -WarningAction SilentlyContinue
        @($warning).Count | Should -Be 1
        "$warning" | Should -Match 'Could not check whether'
    }
}

Describe 'Removing by a pattern' {
    It '<pattern> asks, because <because>' -ForEach @(
        @{ pattern = '*'; because = 'it is everything' }
        @{ pattern = '?*'; because = 'it is everything' }
        @{ pattern = '*?'; because = 'it is everything' }
        @{ pattern = 'whole-*'; because = 'it is all of a space' }
    ) {
        $space = "Whole $([guid]::NewGuid())"
        $null = Invoke-QlikRequest -Path /api/v1/spaces -Method Post -Body @{ name = $space; type = 'shared' } -Session server -Confirm:$false
        $null = 1..2 | ForEach-Object { New-QlikDataConnection "whole-$_" rest -Space $space -Property @{ url = 'https://x.test' } -Session server }
        Clear-ServerRequest $server
        { Remove-QlikDataConnection $pattern -Confirm:$false -Session server -ErrorAction Stop } | Should -Throw
        @(Sent $server).Count | Should -Be 0
        Remove-QlikDataConnection $pattern -WhatIf -Session server
        Get-QlikDataConnection 'whole-*' -Session server | Remove-QlikDataConnection -Force
    }

    It 'does not ask where something is left' {
        $subjects = 1..2 | ForEach-Object { New-Subject }
        $stays = New-Subject
        Remove-QlikDataConnection 'subject *' -Confirm:$false -Session server -ErrorAction Stop -WhatIf
        $left = New-QlikDataConnection "left $($stays.Id)" rest -Space HR -Property @{ url = 'https://x.test' } -Session server
        Remove-QlikDataConnection "subject $($subjects[0].Name.Split(' ')[1].Substring(0, 12))*" -Confirm:$false -Session server -ErrorAction Stop
        Get-QlikDataConnection -Id $subjects[0].Id -Session server -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-QlikDataConnection -Id $left.Id -Session server).Id | Should -Be $left.Id
    }
}
